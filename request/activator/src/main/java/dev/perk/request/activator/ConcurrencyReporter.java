package dev.perk.request.activator;

import dev.perk.api.RevisionKey;
import dev.perk.api.stats.RequestStats;
import dev.perk.api.stats.Stat;
import dev.perk.api.stats.StatMessage;
import dev.perk.api.time.Scheduler;
import dev.perk.api.time.Timer;
import dev.perk.http.Attributes;
import dev.perk.http.Exchange;
import dev.perk.http.Filter;
import dev.perk.http.Stage;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Tells the autoscaler every second how many requests there are per revision, and at once when a
 * revision that slept gets its first.
 *
 * <p>Invariant: a revision is in the map while a request of it is here, and until one report has
 * said that there was none. Entries come, go and change their users only inside the map's own
 * per-key atomic operations.
 *
 * <p>Source: knative/serving {@code pkg/activator/handler/concurrency_reporter.go}.
 */
public final class ConcurrencyReporter implements Filter, AutoCloseable {
    private static final Duration PERIOD = Duration.ofSeconds(1);

    /** The requests of one revision. */
    private static final class Load {
        final RequestStats stats;
        int users;
        boolean firstReported = true;

        Load(long now) {
            stats = new RequestStats(now);
        }
    }

    private final Map<RevisionKey, Load> loads = new ConcurrentHashMap<>();
    private final String podName;
    private final Scheduler scheduler;
    private final StatSink sink;
    private final Timer ticks;

    /**
     * @param podName as whom it reports
     */
    public ConcurrencyReporter(String podName, Scheduler scheduler, StatSink sink) {
        this.podName = podName;
        this.scheduler = scheduler;
        this.sink = sink;
        this.ticks = scheduler.every(PERIOD, this::report);
    }

    @Override
    public void handle(Exchange exchange, Stage next) {
        RevisionKey revision = exchange.get(Attributes.REVISION).orElseThrow();
        exchange.atEnd(count(revision));
        next.handle(exchange);
    }

    /**
     * A request of {@code revision} is here.
     *
     * @return to be run once, when it is here no more
     */
    public Runnable count(RevisionKey revision) {
        Load load = enter(revision);
        load.stats.requestIn(scheduler.nanoTime());
        return () -> {
            load.stats.requestOut(scheduler.nanoTime());
            leave(revision);
        };
    }

    private Load enter(RevisionKey revision) {
        var first = new boolean[1];
        Load load =
                loads.compute(
                        revision,
                        (_, known) -> {
                            first[0] = known == null;
                            Load entered = known == null ? new Load(scheduler.nanoTime()) : known;
                            entered.users++;
                            return entered;
                        });
        if (first[0]) {
            // Nothing else wakes a sleeping revision, and a second is a long time to sleep on.
            sink.accept(List.of(new StatMessage(revision, Stat.ofActivator(podName, 1, 1))));
        }
        return load;
    }

    private void leave(RevisionKey revision) {
        loads.computeIfPresent(
                revision,
                (_, load) -> {
                    load.users--;
                    return load;
                });
    }

    private void report() {
        List<StatMessage> messages = new ArrayList<>();
        for (RevisionKey revision : loads.keySet()) {
            loads.computeIfPresent(
                    revision,
                    (_, load) -> {
                        RequestStats.Report seen = load.stats.report(scheduler.nanoTime());
                        // What was said at once must not be said again.
                        int said = load.firstReported ? 1 : 0;
                        load.firstReported = false;
                        Stat stat =
                                Stat.ofActivator(
                                        podName,
                                        Math.max(seen.averageConcurrency() - said, 0),
                                        seen.requestCount() - said);
                        messages.add(new StatMessage(revision, stat));
                        return seen.averageConcurrency() == 0 && load.users == 0 ? null : load;
                    });
        }
        if (!messages.isEmpty()) {
            sink.accept(messages);
        }
    }

    @Override
    public void close() {
        ticks.cancel();
    }
}
