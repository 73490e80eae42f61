/**
 * {@code perk why}: the chain of decisions behind what a person sees, fetched from the API of a
 * running Perk and put into lines; and the same decisions, made again from a file.
 */
@NullMarked
package dev.perk.run.cli.why;

import org.jspecify.annotations.NullMarked;
