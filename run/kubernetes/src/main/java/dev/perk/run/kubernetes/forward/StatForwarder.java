package dev.perk.run.kubernetes.forward;

import dev.perk.api.stats.StatMessage;
import dev.perk.api.time.Scheduler;
import dev.perk.run.kubernetes.forward.BucketHolders.Holder;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Consumer;

/**
 * Counts a stat here or sends it to the autoscaler that leads its revision. While nobody leads it,
 * or the leader cannot be reached, the stat is kept and tried again for a quarter of a minute: that
 * is longer than a lease takes to find a new holder where leases are short.
 *
 * <p>Source: {@code knative/serving pkg/autoscaler/statforwarder/forwarder.go}; other than there,
 * which never does it, a stat is dropped in the end, and counted.
 */
public final class StatForwarder implements Consumer<StatMessage> {
    static final Duration RETRY = Duration.ofMillis(500);
    static final int ATTEMPTS = 30;

    /** Stats wait in memory; more than this and somebody is gone for good. */
    private static final int MOST_WAITING = 100_000;

    private final String identity;
    private final BucketHolders holders;
    private final Consumer<StatMessage> local;
    private final Peers peers;
    private final Scheduler scheduler;
    private final LongAdder waiting = new LongAdder();
    private final LongAdder dropped = new LongAdder();

    /**
     * @param identity of this process, as it stands in leases
     * @param local takes what is decided about here; must not block
     */
    public StatForwarder(
            String identity,
            BucketHolders holders,
            Consumer<StatMessage> local,
            Peers peers,
            Scheduler scheduler) {
        this.identity = identity;
        this.holders = holders;
        this.local = local;
        this.peers = peers;
        this.scheduler = scheduler;
        holders.onChange((bucket, _) -> peers.forget(bucket));
    }

    @Override
    public void accept(StatMessage message) {
        attempt(message, 1);
    }

    private void attempt(StatMessage message, int attempt) {
        Optional<Holder> holder = holders.holder(message.revision());
        if (holder.isEmpty()) {
            again(message, attempt);
        } else if (holder.get().identity().equals(identity)) {
            local.accept(message);
        } else {
            peers.send(holder.get(), message)
                    .whenComplete((sent, failure) -> {
                        if (failure != null) {
                            again(message, attempt);
                        }
                    });
        }
    }

    private void again(StatMessage message, int attempt) {
        if (attempt >= ATTEMPTS || waiting.sum() >= MOST_WAITING) {
            dropped.increment();
            return;
        }
        waiting.increment();
        scheduler.after(
                RETRY,
                () -> {
                    waiting.decrement();
                    attempt(message, attempt + 1);
                });
    }

    /** How many stats reached nobody, since the start. */
    public long dropped() {
        return dropped.sum();
    }
}
