/**
 * A client of the API that costs next to nothing, as it shares the machine with what it measures.
 *
 * <p>In: where a running Perk is. Out: how fast it answered, one line per question. Run by {@code
 * load/api}.
 */
@NullMarked
package dev.perk.testing.benchmarks.io;

import org.jspecify.annotations.NullMarked;
