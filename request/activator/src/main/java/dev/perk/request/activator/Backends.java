package dev.perk.request.activator;

import dev.perk.http.Timeouts;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.Optional;

/**
 * A revision, as far as its requests are concerned.
 *
 * @param containerConcurrency how many requests a pod may run at a time, 0 for any number
 * @param pods where pods listen that take requests now
 * @param clusterIp where to send everything instead, if pods cannot be reached one by one
 * @param position which of the revision's pods are this activator's
 */
public record Backends(
        int containerConcurrency,
        Timeouts timeouts,
        List<InetSocketAddress> pods,
        Optional<InetSocketAddress> clusterIp,
        Position position) {

    /**
     * Where this activator stands among those that serve a revision.
     *
     * @param index from 0, in the order of their addresses; -1 if not known, which is all pods
     * @param activators how many there are
     */
    public record Position(int index, int activators) {
        public static final Position ALONE = new Position(-1, 0);

        public Position {
            if (index < -1 || activators < 0 || index >= Math.max(activators, 1)) {
                throw new IllegalArgumentException(
                        "activator "
                                + index
                                + " of "
                                + activators
                                + " (expected: -1, or less than their number)");
            }
        }
    }

    public Backends {
        pods = List.copyOf(pods);
    }

    /** The only activator, which reaches every pod. */
    public static Backends of(
            int containerConcurrency, Timeouts timeouts, List<InetSocketAddress> pods) {
        return new Backends(containerConcurrency, timeouts, pods, Optional.empty(), Position.ALONE);
    }
}
