package dev.perk.control.node.runtime.io;

import dev.perk.api.time.Scheduler;
import dev.perk.control.node.runtime.io.PodNetworks.PodNetwork;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Networks made ahead, so that a cold start finds one ready.
 *
 * <p>Invariant: {@code ready} plus {@code coming} is at most {@code size}. Both are guarded by the
 * monitor, which is not held while a network is made. The pool is filled again a little after a
 * network was taken: while a container starts, it needs the processors more.
 */
final class NetworkPool implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(NetworkPool.class);
    private static final Duration PAUSE = Duration.ofMillis(250);
    private static final Duration PATIENCE = Duration.ofSeconds(5);
    private static final long CHECK_MILLIS = 100;

    private final PodNetworks networks;
    private final Scheduler scheduler;
    private final int size;
    private final Deque<PodNetwork> ready = new ArrayDeque<>();
    private int coming;
    private boolean closed;

    NetworkPool(PodNetworks networks, Scheduler scheduler, int size) {
        this.networks = networks;
        this.scheduler = scheduler;
        this.size = size;
    }

    /** Starts to fill the pool; does not wait for it. */
    void start() {
        scheduler.execute(this::fill);
    }

    /** A network of its own for one pod. */
    PodNetwork take() throws IOException {
        PodNetwork network;
        synchronized (this) {
            network = ready.pollFirst();
        }
        scheduler.after(PAUSE, this::fill);
        return network != null ? network : networks.add();
    }

    private void fill() {
        while (reserve()) {
            try {
                add(networks.add());
            } catch (IOException e) {
                arrived();
                log.warn("no network could be made ahead: {}", e.getMessage());
                return;
            }
        }
    }

    private synchronized boolean reserve() {
        boolean more = !closed && ready.size() + coming < size;
        if (more) {
            coming++;
        }
        return more;
    }

    private void add(PodNetwork network) throws IOException {
        boolean tooLate;
        synchronized (this) {
            tooLate = closed;
            if (!tooLate) {
                ready.addLast(network);
            }
        }
        if (tooLate) {
            networks.remove(network);
        }
        arrived();
    }

    private synchronized void arrived() {
        coming--;
        notifyAll();
    }

    void giveBack(PodNetwork network) throws IOException {
        networks.remove(network);
    }

    /** Makes no more, and waits for those being made; what is there goes with {@link Leftovers}. */
    @Override
    public synchronized void close() {
        closed = true;
        ready.clear();
        try {
            for (long left = PATIENCE.toMillis(); coming > 0 && left > 0; left -= CHECK_MILLIS) {
                wait(CHECK_MILLIS);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
