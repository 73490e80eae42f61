/**
 * {@code perk simulate} and {@code perk record}: what would other settings have cost? A recording
 * of requests goes in, a table and a chart come out.
 */
@NullMarked
package dev.perk.run.cli.simulate;

import org.jspecify.annotations.NullMarked;
