/**
 * The scaling path a second time, from its specification alone: slow, simple, and without a class
 * of {@code scaling/}. What both say of the same traffic is compared at every tick.
 */
@NullMarked
package dev.perk.testing.simulation.model;

import org.jspecify.annotations.NullMarked;
