/**
 * Ports that are filled in the same way in both homes, as nothing but objects and calls of one
 * process stand behind them; and {@link dev.perk.run.ports.Started}, which stops what either
 * started.
 *
 * <p>Knows the paths, and neither of the homes.
 */
@NullMarked
package dev.perk.run.ports;

import org.jspecify.annotations.NullMarked;
