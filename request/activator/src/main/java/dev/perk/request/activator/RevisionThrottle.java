package dev.perk.request.activator;

import dev.perk.api.time.Scheduler;
import dev.perk.http.Exchange;
import dev.perk.http.Timeouts;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import java.util.random.RandomGenerator;

/**
 * Matches the requests of one revision with room in its pods, first come first served.
 *
 * <p>Invariants, under the monitor: nobody waits while the policy finds a trusted pod and {@code
 * running < capacity}; every lease counts once in {@code running} and once in its pod, until it is
 * released. Exchanges of all loops meet here. No callback runs under the monitor.
 *
 * <p>Upstream: {@code revisionThrottler} in knative/serving {@code pkg/activator/net/throttler.go},
 * where a breaker for the revision and one per pod may disagree and callers go round until they do
 * not. Here one look at the pods decides.
 */
final class RevisionThrottle {
    /** How many may wait where pods have a limit. */
    static final int QUEUE_DEPTH = 10_000;

    private final RandomGenerator random;
    private final LinkedHashSet<Parked> waiting = new LinkedHashSet<>();
    private Map<InetSocketAddress, Pod> pods = Map.of();
    private List<Pod> assigned = List.of();
    private List<Pod> trusted = List.of();
    private LoadBalancing policy;
    private int containerConcurrency = -1;
    private int capacity;
    private int running;
    private boolean closed;
    private volatile Timeouts timeouts = Timeouts.DEFAULT;

    RevisionThrottle(RandomGenerator random) {
        this.random = random;
        this.policy = new LoadBalancing.FirstAvailable();
    }

    Timeouts timeouts() {
        return timeouts;
    }

    /** How an exchange is received. */
    enum Turn {
        NOW,
        LATER,
        NEVER,
        QUEUE_FULL
    }

    /**
     * Takes an exchange in: {@code then} gets a lease, now or later on the exchange's own loop. An
     * exchange that ends first leaves the queue, and {@code then} is not called.
     *
     * @param gone called instead, on the same loop, if the revision is deleted meanwhile
     */
    Turn enter(Exchange exchange, Consumer<Lease> then, Runnable gone) {
        Optional<Lease> lease;
        synchronized (this) {
            if (closed) {
                return Turn.NEVER;
            }
            lease = takeNow();
            if (lease.isEmpty()) {
                if (containerConcurrency != 0 && waiting.size() >= QUEUE_DEPTH) {
                    return Turn.QUEUE_FULL;
                }
                var parked = new Parked(exchange, then, gone);
                waiting.add(parked);
                exchange.atEnd(() -> leave(parked));
                return Turn.LATER;
            }
        }
        then.accept(lease.get());
        return Turn.NOW;
    }

    /**
     * Takes an exchange in again that had a lease, and was not served. It goes before all who wait:
     * it has waited for its turn already.
     *
     * @return false if the revision is gone; nothing is called then
     */
    boolean enterAgain(Exchange exchange, Consumer<Lease> then, Runnable gone) {
        Optional<Lease> lease;
        synchronized (this) {
            if (closed) {
                return false;
            }
            lease = take();
            if (lease.isEmpty()) {
                var parked = new Parked(exchange, then, gone);
                waiting.addFirst(parked);
                exchange.atEnd(() -> leave(parked));
            }
        }
        lease.ifPresent(then);
        return true;
    }

    /**
     * Room in a pod for who comes now; empty if there is none, or if others have waited for it
     * longer: whoever overtook them could keep them waiting for ever.
     */
    synchronized Optional<Lease> takeNow() {
        return waiting.isEmpty() ? take() : Optional.empty();
    }

    synchronized int waiting() {
        return waiting.size();
    }

    synchronized int capacity() {
        return capacity;
    }

    /** The revision or its pods have changed. Pods that stay keep their count. */
    void update(Backends backends) {
        List<Runnable> admitted;
        synchronized (this) {
            timeouts = backends.timeouts();
            int concurrency = backends.containerConcurrency();
            if (concurrency != containerConcurrency) {
                containerConcurrency = concurrency;
                policy = LoadBalancing.forConcurrency(concurrency, random);
            }
            Map<InetSocketAddress, Pod> now = new HashMap<>();
            for (InetSocketAddress address : destinations(backends)) {
                Pod pod = pods.getOrDefault(address, new Pod(address, concurrency));
                // Behind a cluster IP nobody knows which pod a request meets.
                pod.concurrency(backends.clusterIp().isPresent() ? 0 : concurrency);
                now.put(address, pod);
            }
            pods = now;
            List<Pod> all =
                    now.values().stream()
                            .sorted(Comparator.comparing(RevisionThrottle::name))
                            .toList();
            assigned = concurrency == 0 ? all : Slices.assign(all, backends.position());
            trusted = trusted(assigned);
            capacity =
                    Capacity.of(
                            concurrency,
                            backends.clusterIp().isPresent() ? 0 : assigned.size(),
                            backends.pods().size(),
                            backends.position().activators());
            admitted = admitWaiting();
        }
        admitted.forEach(Runnable::run);
    }

    private static List<InetSocketAddress> destinations(Backends backends) {
        return backends.clusterIp().map(List::of).orElse(backends.pods());
    }

    /** Every activator must sort in the same way, as Go sorts {@code ip:port}. */
    private static String name(Pod pod) {
        return pod.address().getHostString() + ":" + pod.address().getPort();
    }

    /** The revision is gone: so is the hope of those who wait. */
    void close() {
        List<Parked> left;
        synchronized (this) {
            closed = true;
            left = List.copyOf(waiting);
            waiting.clear();
        }
        left.forEach(parked -> parked.exchange().loop().execute(parked.gone()));
    }

    private static List<Pod> trusted(List<Pod> pods) {
        return pods.stream().filter(Pod::isTrusted).toList();
    }

    private Optional<Lease> take() {
        return running < capacity ? policy.pick(trusted).map(this::lease) : Optional.empty();
    }

    private Lease lease(Pod pod) {
        pod.enter();
        running++;
        var held = new AtomicBoolean(true);
        return new Lease(
                pod.address(),
                () -> {
                    if (held.compareAndSet(true, false)) {
                        release(pod);
                    }
                },
                scheduler -> {
                    if (held.compareAndSet(true, false)) {
                        distrust(pod, scheduler);
                    }
                });
    }

    private void release(Pod pod) {
        List<Runnable> admitted;
        synchronized (this) {
            pod.kept();
            pod.leave();
            running--;
            admitted = admitWaiting();
        }
        admitted.forEach(Runnable::run);
    }

    private void distrust(Pod pod, Scheduler scheduler) {
        Optional<Duration> pause;
        List<Runnable> admitted;
        synchronized (this) {
            pause = pod.distrust();
            trusted = trusted(assigned);
            pod.leave();
            running--;
            admitted = admitWaiting();
        }
        admitted.forEach(Runnable::run);
        pause.ifPresent(length -> scheduler.after(length, () -> trust(pod)));
    }

    private void trust(Pod pod) {
        List<Runnable> admitted;
        synchronized (this) {
            pod.trust();
            trusted = trusted(assigned);
            admitted = admitWaiting();
        }
        admitted.forEach(Runnable::run);
    }

    private List<Runnable> admitWaiting() {
        if (waiting.isEmpty()) {
            return List.of();
        }
        var admitted = new ArrayList<Runnable>();
        for (var queue = waiting.iterator(); queue.hasNext(); ) {
            Parked first = queue.next();
            Optional<Lease> lease = take();
            if (lease.isEmpty()) {
                break;
            }
            queue.remove();
            admitted.add(() -> first.proceed(lease.get()));
        }
        return admitted;
    }

    private synchronized void leave(Parked parked) {
        waiting.remove(parked);
    }

    /** An exchange that waits; compared by identity. */
    private static final class Parked {
        private final Exchange exchange;
        private final Consumer<Lease> then;
        private final Runnable gone;

        Parked(Exchange exchange, Consumer<Lease> then, Runnable gone) {
            this.exchange = exchange;
            this.then = then;
            this.gone = gone;
        }

        Exchange exchange() {
            return exchange;
        }

        Runnable gone() {
            return gone;
        }

        void proceed(Lease lease) {
            exchange.loop()
                    .execute(() -> {
                        if (exchange.hasEnded()) {
                            lease.release().run();
                        } else {
                            then.accept(lease);
                        }
                    });
        }
    }
}
