/** Runs the rounds of the package above for some minutes. */
@NullMarked
package dev.perk.testing.simulation.patches.io;

import org.jspecify.annotations.NullMarked;
