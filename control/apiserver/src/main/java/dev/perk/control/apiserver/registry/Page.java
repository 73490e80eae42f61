package dev.perk.control.apiserver.registry;

import dev.perk.kube.KubeObject;
import java.util.List;
import java.util.OptionalLong;
import java.util.function.UnaryOperator;

/**
 * A part of a list.
 *
 * @param revision what all parts of the list were seen at
 * @param continueToken asks for the next part; empty at the end
 * @param remaining how many objects follow; empty at the end, and where a selector makes it unknown
 */
public record Page(
        List<KubeObject> items, long revision, String continueToken, OptionalLong remaining) {
    public Page {
        items = List.copyOf(items);
    }

    /** The same part of the same list, with each object as {@code shown} makes it. */
    Page shown(UnaryOperator<KubeObject> shown) {
        return new Page(items.stream().map(shown).toList(), revision, continueToken, remaining);
    }
}
