package dev.perk.control.node.agent.io;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.perk.api.ResourceKey;
import dev.perk.api.time.Scheduler;
import dev.perk.control.node.agent.PodStatus;
import dev.perk.kube.KubeObject;
import dev.perk.kube.store.ApiException;
import dev.perk.kube.store.Store;
import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Writes the status of one Pod, in its own time: whoever has news does not wait for a disk.
 *
 * <p>Invariant: at most one write is under way, and what it writes was the newest when it began;
 * older news that nobody has written yet is dropped. Guarded by the monitor, which is not held
 * while writing.
 */
final class StatusWriter {
    private static final Logger log = LoggerFactory.getLogger(StatusWriter.class);
    private static final Duration RETRY = Duration.ofSeconds(1);

    /** How long news may wait that will be outdated in a moment. */
    private static final Duration SETTLING = Duration.ofMillis(20);

    private final ResourceKey key;
    private final String uid;
    private final Store store;
    private final Scheduler scheduler;
    private @Nullable PodStatus wanted;
    private boolean busy;
    private boolean closed;

    StatusWriter(KubeObject pod, Store store, Scheduler scheduler) {
        this.key = pod.key();
        this.uid = pod.uid();
        this.store = store;
        this.scheduler = scheduler;
    }

    /** Writes this as soon as possible. */
    void write(PodStatus status) {
        if (want(status)) {
            scheduler.execute(this::drain);
        }
    }

    /** Writes this or what follows within a moment: a container that has started is soon ready. */
    void writeSoon(PodStatus status) {
        if (want(status)) {
            scheduler.after(SETTLING, this::drain);
        }
    }

    /** Whether a write must be arranged for. One that is waiting to settle is overtaken. */
    private synchronized boolean want(PodStatus status) {
        wanted = status;
        return !busy && !closed;
    }

    private void drain() {
        synchronized (this) {
            if (busy) {
                return;
            }
            busy = true;
        }
        for (PodStatus status = take(); status != null; status = take()) {
            try {
                writeNow(status);
            } catch (ApiException e) {
                log.atWarn()
                        .addKeyValue("knative.dev/key", key.name())
                        .log("status not written, trying again: {}", e.getMessage());
                retry(status);
                return;
            }
        }
    }

    private synchronized @Nullable PodStatus take() {
        PodStatus next = closed ? null : wanted;
        wanted = null;
        busy = next != null;
        return next;
    }

    private synchronized void retry(PodStatus status) {
        busy = false;
        if (wanted == null) {
            wanted = status;
        }
        scheduler.after(RETRY, this::drain);
    }

    private void writeNow(PodStatus wish) {
        while (true) {
            Optional<KubeObject> live = store.get(key);
            if (live.isEmpty() || !live.get().uid().equals(uid)) {
                return;
            }
            ObjectNode status = wish.tree(live.get().status(), scheduler.instant());
            if (live.get().status().equals(status)) {
                return;
            }
            try {
                store.updateStatus(live.get().withStatus(status));
                return;
            } catch (ApiException e) {
                if (e.isNotFound()) {
                    return;
                }
                if (!e.isConflict()) {
                    throw e;
                }
            }
        }
    }

    /** The Pod has no more news. */
    synchronized void close() {
        closed = true;
        wanted = null;
    }
}
