/**
 * Tries what clients send, whole and broken: selectors, protobuf, JSON and YAML.
 *
 * <p>In: a seed. Out: what the code and a simple model disagree about, or an exception that no
 * client should ever cause. {@code InputFuzz} in {@code io} goes on for as long as one wants.
 */
@NullMarked
package dev.perk.testing.simulation.inputs;

import org.jspecify.annotations.NullMarked;
