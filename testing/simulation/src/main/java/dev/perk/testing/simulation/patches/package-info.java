/**
 * Tries patches and server-side apply on random kinds and objects against models that are too
 * simple to be wrong: objects as flat maps, lists with keys as maps.
 *
 * <p>In: a seed. Out: what the code and the model disagree about. {@code PatchFuzz} in {@code io}
 * goes on for as long as one wants.
 */
@NullMarked
package dev.perk.testing.simulation.patches;

import org.jspecify.annotations.NullMarked;
