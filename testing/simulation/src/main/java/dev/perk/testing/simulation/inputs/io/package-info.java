/** The program that tries one seed after the other, with a clock and a seed of its own. */
@NullMarked
package dev.perk.testing.simulation.inputs.io;

import org.jspecify.annotations.NullMarked;
