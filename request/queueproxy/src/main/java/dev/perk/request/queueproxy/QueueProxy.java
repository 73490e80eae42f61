package dev.perk.request.queueproxy;

import dev.perk.api.stats.RequestStats;
import dev.perk.api.stats.Stat;
import dev.perk.api.time.Scheduler;
import dev.perk.http.Exchange;
import dev.perk.http.Filter;
import dev.perk.http.Stage;
import dev.perk.http.Timeouts;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The queue-proxy of one pod: a process of its own on Kubernetes, a plain value in standalone mode.
 */
public final class QueueProxy implements Stage, AutoCloseable {

    /**
     * What the Revision says about its pods.
     *
     * @param podName who reports
     * @param containerConcurrency how many requests may run at a time, 0 for any number
     */
    public record Settings(String podName, int containerConcurrency, Timeouts timeouts) {
        public Settings {
            if (containerConcurrency < 0) {
                throw new IllegalArgumentException(
                        "containerConcurrency = "
                                + containerConcurrency
                                + " (expected: 0 or more)");
            }
        }
    }

    private final Drain drain;
    private final Optional<Breaker> breaker;
    private final StatReporter reporter;
    private final Stage chain;

    /**
     * @param quietPeriod how long no request must come before a drained pod may stop
     * @param userContainer the hop to the container
     */
    public QueueProxy(
            Settings settings,
            Readiness readiness,
            Duration quietPeriod,
            Scheduler scheduler,
            Stage userContainer) {
        var stats = new RequestStats(scheduler.nanoTime());
        drain = new Drain(scheduler, quietPeriod);
        breaker =
                settings.containerConcurrency() == 0
                        ? Optional.empty()
                        : Optional.of(Breaker.forContainer(settings.containerConcurrency()));
        reporter = new StatReporter(settings.podName(), stats, scheduler);

        List<Filter> filters = new ArrayList<>();
        filters.add(new Probes(readiness, drain)); // first: a probe is neither load nor traffic
        filters.add(
                new TimeLimit(settings.timeouts())); // before the limit: waiting takes time, too
        filters.add(new DescribeHops()); // the hops up to here; the next one adds itself
        filters.add(new CountRequests(stats)); // before the limit: who waits is load as well
        filters.add(new RestoreHost());
        breaker.map(ConcurrencyLimit::new).ifPresent(filters::add); // last: a slot is a container's
        chain = userContainer.behind(filters.toArray(Filter[]::new));
    }

    @Override
    public void handle(Exchange exchange) {
        chain.handle(exchange);
    }

    /** What the pod saw in the last full second. */
    public Stat stat() {
        return reporter.latest();
    }

    /** How many requests run in the container and wait for it; 0 where nothing is limited. */
    public int queueDepth() {
        return breaker.map(limit -> limit.running() + limit.waiting()).orElse(0);
    }

    /**
     * The pod is about to be stopped: probes fail from now on, requests are still served.
     *
     * @param latest when the container may be stopped at the latest, from now; leave it some of the
     *     grace period
     * @param then runs once the container may be stopped, on the scheduler
     */
    public void drain(Duration latest, Runnable then) {
        drain.begin(latest, then);
    }

    public boolean isDraining() {
        return drain.isDraining();
    }

    /** The pod is gone: stops counting, and whoever still waits for a slot is unserved. */
    @Override
    public void close() {
        breaker.ifPresent(Breaker::close);
        reporter.close();
    }
}
