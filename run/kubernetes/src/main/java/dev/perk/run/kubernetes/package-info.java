/**
 * Wires the same parts into the processes of a cluster.
 *
 * <p>Knows everything but the standalone home; nothing knows it.
 */
@NullMarked
package dev.perk.run.kubernetes;

import org.jspecify.annotations.NullMarked;
