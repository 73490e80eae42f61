package dev.perk.control.apiserver.storage;

import dev.perk.api.Kinds;
import dev.perk.api.ResourceType;
import java.time.Duration;
import java.util.Set;

/**
 * How much history is kept, and which kinds need no sync.
 *
 * @param history how long a change can be watched from; {@code kn} comes back to its first revision
 *     for up to ten minutes
 * @param changesPerKind an upper bound whatever their age, 1 or more
 * @param bytesPerKind the same for their JSON text
 * @param batch how many writes share one commit at most, 1 or more
 * @param lazy kinds whose writes are acknowledged when written, before they are synced: they are
 *     renewed often and their loss is harmless
 */
public record Limits(
        Duration history,
        int changesPerKind,
        long bytesPerKind,
        int batch,
        Set<ResourceType> lazy) {
    public static final Limits DEFAULT =
            new Limits(
                    Duration.ofMinutes(15),
                    50_000,
                    32L << 20,
                    512,
                    Set.of(Kinds.LEASE, Kinds.EVENT));

    public Limits {
        lazy = Set.copyOf(lazy);
    }
}
