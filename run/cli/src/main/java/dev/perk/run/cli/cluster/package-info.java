/**
 * The processes of a cluster as subcommands: {@code perk controller} and its like are what the
 * containers of a release run.
 *
 * <p>The activator is missing: it only says so. In: options, and the variables that a pod's
 * template sets. Out: one line when the process works, one when it stops, and an exit code: 0 after
 * a SIGTERM, 1 if it cannot start, 2 for bad usage.
 */
@NullMarked
package dev.perk.run.cli.cluster;

import org.jspecify.annotations.NullMarked;
