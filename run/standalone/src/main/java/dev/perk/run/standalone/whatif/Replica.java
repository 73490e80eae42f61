package dev.perk.run.standalone.whatif;

import dev.perk.api.stats.RequestStats;
import dev.perk.api.stats.Stat;
import dev.perk.api.time.Scheduler;
import dev.perk.request.queueproxy.StatReporter;

/** A pod that counts as its queue-proxy does, and needs no container. */
final class Replica {
    private final RequestStats stats;
    private final StatReporter reporter;
    private boolean ready;
    private boolean leaving;
    private int inFlight;

    Replica(String name, Scheduler scheduler) {
        stats = new RequestStats(scheduler.nanoTime());
        reporter = new StatReporter(name, stats, scheduler);
    }

    void enter(long now, boolean proxied) {
        inFlight++;
        if (proxied) {
            stats.proxiedIn(now);
        } else {
            stats.requestIn(now);
        }
    }

    void leave(long now, boolean proxied) {
        inFlight--;
        if (proxied) {
            stats.proxiedOut(now);
        } else {
            stats.requestOut(now);
        }
    }

    int inFlight() {
        return inFlight;
    }

    Stat stat() {
        return reporter.latest();
    }

    void becomeReady() {
        ready = true;
    }

    boolean isReady() {
        return ready && !leaving;
    }

    /** It gets no more requests; those that it has, it serves. */
    void drain() {
        leaving = true;
    }

    boolean isLeaving() {
        return leaving;
    }

    boolean isGone() {
        return leaving && inFlight == 0;
    }

    void close() {
        reporter.close();
    }
}
