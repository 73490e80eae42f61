package dev.perk.control.apiserver.cel.functions;

import java.util.List;
import java.util.function.Function;

/**
 * A form that a text may have.
 *
 * @param problems says what is wrong with a text; nothing, if it has the form
 */
record NamedFormat(String name, Function<String, List<String>> problems) {}
