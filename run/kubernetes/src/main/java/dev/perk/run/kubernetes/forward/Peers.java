package dev.perk.run.kubernetes.forward;

import dev.perk.api.stats.StatMessage;
import dev.perk.run.kubernetes.forward.BucketHolders.Holder;
import java.util.concurrent.CompletableFuture;

/** The other autoscalers. */
public interface Peers extends AutoCloseable {
    /**
     * Sends one stat to {@code holder}.
     *
     * @return completes when it has been sent, exceptionally if it could not be
     */
    CompletableFuture<?> send(Holder holder, StatMessage message);

    /** Somebody else holds {@code bucket} now: whatever is kept for the one before can go. */
    void forget(String bucket);

    @Override
    void close();
}
