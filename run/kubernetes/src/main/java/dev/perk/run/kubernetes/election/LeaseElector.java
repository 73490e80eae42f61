package dev.perk.run.kubernetes.election;

import dev.perk.api.ResourceKey;
import dev.perk.api.config.LeaderElectionConfig;
import dev.perk.api.time.Scheduler;
import dev.perk.api.time.Timer;
import dev.perk.kube.Json;
import dev.perk.kube.KubeObject;
import dev.perk.kube.store.ApiException;
import dev.perk.kube.store.Store;
import dev.perk.run.kubernetes.election.Candidate.Move;
import dev.perk.run.kubernetes.election.Candidate.Seen;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tries to hold one lease, and to keep it.
 *
 * <p>Invariant: {@link #isLeader} is only true for the renew deadline after a write that made the
 * lease ours; as the lease lasts longer than that, nobody else can have taken it meanwhile, even if
 * this process hangs or cannot reach the API. Attempts run one at a time, under the monitor.
 */
final class LeaseElector implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(LeaseElector.class);

    private final Store store;
    private final ResourceKey key;
    private final Candidate candidate;
    private final Duration renewDeadline;
    private final Duration retryPeriod;
    private final Scheduler scheduler;
    private final Runnable onPromotion;
    private Optional<Seen> seen = Optional.empty();
    private @Nullable Timer retries;
    private boolean closed;
    private volatile Instant leadsUntil = Instant.MIN;

    /**
     * @param onPromotion called after this process has become the leader
     */
    LeaseElector(
            Store store,
            ResourceKey key,
            String identity,
            LeaderElectionConfig timing,
            Scheduler scheduler,
            Runnable onPromotion) {
        this.store = store;
        this.key = key;
        this.candidate = new Candidate(identity, timing.leaseDuration());
        this.renewDeadline = timing.renewDeadline();
        this.retryPeriod = timing.retryPeriod();
        this.scheduler = scheduler;
        this.onPromotion = onPromotion;
    }

    /** Tries now, and again and again. */
    synchronized void start() {
        retries = scheduler.every(retryPeriod, this::attempt);
        scheduler.execute(this::attempt);
    }

    boolean isLeader() {
        return scheduler.instant().isBefore(leadsUntil);
    }

    private void attempt() {
        if (attemptWasPromotion()) {
            log.atInfo().addKeyValue("lease", key.name()).log("leading");
            onPromotion.run();
        }
    }

    private synchronized boolean attemptWasPromotion() {
        if (closed) {
            return false;
        }
        Instant now = scheduler.instant();
        boolean led = isLeader();
        try {
            Optional<KubeObject> found = store.get(key);
            seen = found.map(lease -> Seen.next(seen, LeaseRecord.read(lease.spec()), now));
            switch (candidate.decide(seen, now)) {
                case Move.Wait(String leader) -> {
                    if (led) {
                        log.atWarn()
                                .addKeyValue("lease", key.name())
                                .addKeyValue("leader", leader)
                                .log("another process leads now");
                    }
                    leadsUntil = Instant.MIN;
                    return false;
                }
                case Move.Take(LeaseRecord lease) -> {
                    write(found, lease);
                    seen = Optional.of(new Seen(lease, now));
                    leadsUntil = now.plus(renewDeadline);
                    return !led;
                }
            }
        } catch (ApiException e) {
            // A conflict means that somebody was faster; with any other refusal we lead until the
            // deadline, and try again before it.
            log.atDebug().addKeyValue("lease", key.name()).log("not taken: {}", e.getMessage());
            return false;
        }
    }

    private void write(Optional<KubeObject> found, LeaseRecord lease) {
        KubeObject blank = found.orElseGet(this::draft);
        KubeObject written = blank.with(tree -> lease.write(tree.withObject("/spec")));
        if (found.isPresent()) {
            store.update(written);
        } else {
            store.create(written);
        }
    }

    private KubeObject draft() {
        var tree =
                Json.object()
                        .put("apiVersion", key.type().apiVersion())
                        .put("kind", key.type().kind());
        tree.putObject("metadata")
                .put("name", key.name().name())
                .put("namespace", key.name().namespace());
        return KubeObject.of(key.type(), tree);
    }

    /** Stops leading, and lets somebody else lead at once. */
    @Override
    public synchronized void close() {
        closed = true;
        if (retries != null) {
            retries.cancel();
        }
        if (!isLeader()) {
            return;
        }
        leadsUntil = Instant.MIN;
        try {
            store.get(key)
                    .filter(lease -> holder(lease).equals(candidate.identity()))
                    .ifPresent(lease ->
                            write(
                                    Optional.of(lease),
                                    candidate.released(
                                            LeaseRecord.read(lease.spec()), scheduler.instant())));
        } catch (ApiException e) {
            log.atDebug().addKeyValue("lease", key.name()).log("not released: {}", e.getMessage());
        }
    }

    private static String holder(KubeObject lease) {
        return LeaseRecord.read(lease.spec()).holder();
    }
}
