package dev.perk.control.apiserver.storage;

import dev.perk.kube.store.ApiException;
import dev.perk.kube.store.WatchEvent;
import java.util.ArrayList;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One watch: first what it missed, told by whoever starts it, then what happens, told by the {@link
 * Dispatcher}.
 *
 * <p>Invariant: {@code told} is the revision up to which nothing needs to be told any more, and
 * only the thread whose turn it is touches it: the starting one until {@code live}, then the
 * dispatcher's. {@code pending}, {@code live} and {@code closed} are guarded by the monitor, which
 * is not held while the watcher is told.
 */
final class Viewer {
    private static final Logger log = LoggerFactory.getLogger(Viewer.class);

    private final Watcher watcher;
    private List<Runnable> pending = new ArrayList<>();
    private boolean live;
    private boolean closed;
    private long told;

    Viewer(Watcher watcher) {
        this.watcher = watcher;
    }

    /** From the dispatcher: a change. */
    void offer(Change change) {
        take(() -> tell(change.event()));
    }

    /** From the dispatcher: everything up to {@code revision} has been offered. */
    void offerBookmark(long revision) {
        take(() -> bookmark(revision));
    }

    private void take(Runnable news) {
        synchronized (this) {
            if (closed) {
                return;
            }
            if (!live) {
                pending.add(news);
                return;
            }
        }
        run(news);
    }

    /**
     * From the thread that starts the watch.
     *
     * @param missed changes up to {@code until}
     * @param initial whether to say when {@code missed} ends
     */
    void catchUp(List<? extends WatchEvent> missed, long until, boolean initial) {
        missed.forEach(event -> run(() -> watcher.onEvent(event)));
        told = until;
        if (initial) {
            run(() -> watcher.onBookmark(until, true));
        }
        while (true) {
            List<Runnable> more;
            synchronized (this) {
                if (pending.isEmpty()) {
                    live = true;
                    return;
                }
                more = pending;
                pending = new ArrayList<>();
            }
            more.forEach(this::run);
        }
    }

    private void tell(WatchEvent event) {
        if (event.revision() > told) {
            told = event.revision();
            watcher.onEvent(event);
        }
    }

    private void bookmark(long revision) {
        // It may have begun further on than the dispatcher is.
        watcher.onBookmark(Math.max(revision, told), false);
    }

    private void run(Runnable news) {
        synchronized (this) {
            if (closed) {
                return;
            }
        }
        try {
            news.run();
        } catch (RuntimeException e) {
            log.error("a watcher failed and is dropped", e);
            close();
            watcher.onLost(ApiException.internal("the watcher failed: " + e));
        }
    }

    synchronized void close() {
        closed = true;
        pending = new ArrayList<>();
    }

    synchronized boolean isClosed() {
        return closed;
    }
}
