/**
 * The small ports that the three paths declare, filled by asking other processes of the cluster.
 *
 * <p>What waits for a network does so on the scheduler's threads; whoever asks is told what is
 * known, and called when there is news.
 */
@NullMarked
package dev.perk.run.kubernetes.ports;

import org.jspecify.annotations.NullMarked;
