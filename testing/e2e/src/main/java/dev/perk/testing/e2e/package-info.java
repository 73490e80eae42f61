/**
 * The specification, clause by clause, from outside: through the real command, {@code kubectl} and
 * {@code curl}. Reads in {@code PERK_WITHOUT} which tools this machine lacks.
 */
@NullMarked
package dev.perk.testing.e2e;

import org.jspecify.annotations.NullMarked;
