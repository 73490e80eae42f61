/**
 * Perk as a person meets it: the launcher, the real {@code kubectl}, and HTTP. Nothing here looks
 * inside.
 *
 * <p>Each class starts its own Perk in a temporary folder on free ports. What a machine lacks is
 * named in {@code PERK_WITHOUT}, which {@code ./dev test} sets and prints.
 */
@NullMarked
package dev.perk.testing.e2e;

import org.jspecify.annotations.NullMarked;
