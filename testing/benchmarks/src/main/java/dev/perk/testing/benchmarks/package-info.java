/**
 * Measures the budgets of the design, as ratios within one run.
 *
 * <p>Knows everything; nothing knows it.
 */
@NullMarked
package dev.perk.testing.benchmarks;

import org.jspecify.annotations.NullMarked;
