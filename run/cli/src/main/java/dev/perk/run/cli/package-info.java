/**
 * The {@code perk} command: parses arguments, calls {@code run}, prints.
 *
 * <p>Exit codes: 0 done, 1 failed, 2 bad usage.
 */
@NullMarked
package dev.perk.run.cli;

import org.jspecify.annotations.NullMarked;
