/**
 * Runs the whole standalone system, with fake pods and an in-memory network, under one seeded
 * scheduler: an hour of traffic in a second, and the same seed gives the same log.
 */
@NullMarked
package dev.perk.testing.simulation;

import org.jspecify.annotations.NullMarked;
