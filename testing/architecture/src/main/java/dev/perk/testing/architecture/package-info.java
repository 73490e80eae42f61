/**
 * Holds the house to its plan: who may know whom, what stays pure, how things are called.
 *
 * <p>Knows everything; nothing knows it. Every rule also says how many classes it must have seen,
 * so that none can pass by looking at nothing, and those that ban something are tried on code that
 * does it.
 */
@NullMarked
package dev.perk.testing.architecture;

import org.jspecify.annotations.NullMarked;
