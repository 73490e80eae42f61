package dev.perk.request.queueproxy;

import dev.perk.api.why.Reason;
import dev.perk.http.Exchange;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Lets a limited number of exchanges through at a time, and a limited number wait, first come first
 * served.
 *
 * <p>Invariants, under the monitor: {@code running <= capacity} unless the capacity was lowered;
 * nobody waits while a slot is free; a slot that is given back goes to the longest waiting exchange
 * and to nobody else. Exchanges of all loops meet here. No callback runs under the monitor.
 *
 * <p>Upstream: knative/serving {@code pkg/queue/breaker.go}, whose newcomers may overtake.
 */
public final class Breaker {
    static final Reason GONE = Reason.of("PodGone", "the pod went before the request got in");

    private final int queueDepth;
    private final Set<Place> queue = new LinkedHashSet<>();
    private int capacity;
    private int running;
    private boolean closed;

    /**
     * @param queueDepth how many may wait, 1 or more
     * @param capacity how many may run, 0 or more
     */
    public Breaker(int queueDepth, int capacity) {
        if (queueDepth < 1 || capacity < 0) {
            throw new IllegalArgumentException(
                    "queue depth "
                            + queueDepth
                            + " and capacity "
                            + capacity
                            + " (expected: 1 or more and 0 or more)");
        }
        this.queueDepth = queueDepth;
        this.capacity = capacity;
    }

    /** The breaker of one container: ten may wait for each that may run. */
    public static Breaker forContainer(int containerConcurrency) {
        return new Breaker(10 * containerConcurrency, containerConcurrency);
    }

    /** Asks for a slot. A place in the queue is only taken once somebody waits in it. */
    public synchronized Admission tryAcquire() {
        if (closed) {
            return new Admission.Closed();
        }
        if (running < capacity) {
            running++;
            return new Admission.Admitted(new Slot());
        }
        return queue.size() < queueDepth ? new Place() : new Admission.QueueFull(queueDepth);
    }

    /** How many run. */
    public synchronized int running() {
        return running;
    }

    /** How many wait. */
    public synchronized int waiting() {
        return queue.size();
    }

    /** Raising the capacity lets waiting exchanges in; lowering it interrupts nobody. */
    public void updateCapacity(int capacity) {
        List<Place> admitted;
        synchronized (this) {
            this.capacity = capacity;
            admitted = admitWaiting();
        }
        admitted.forEach(Place::proceed);
    }

    /** The pod is gone: nobody is let in any more, and whoever waits is unserved. */
    public void close() {
        List<Place> left;
        synchronized (this) {
            closed = true;
            left = List.copyOf(queue);
            queue.clear();
        }
        left.forEach(Place::sendAway);
    }

    private void release() {
        List<Place> admitted;
        synchronized (this) {
            running--;
            admitted = admitWaiting();
        }
        admitted.forEach(Place::proceed);
    }

    private List<Place> admitWaiting() {
        if (queue.isEmpty() || running >= capacity) {
            return List.of();
        }
        var admitted = new ArrayList<Place>();
        for (var places = queue.iterator(); places.hasNext() && running < capacity; ) {
            admitted.add(places.next());
            places.remove();
            running++;
        }
        return admitted;
    }

    /** Gives back once, however often it is asked to. */
    private final class Slot implements Runnable {
        private final AtomicBoolean held = new AtomicBoolean(true);

        @Override
        public void run() {
            if (held.compareAndSet(true, false)) {
                release();
            }
        }
    }

    private final class Place implements Admission.Waiting {
        private @Nullable Exchange exchange;
        private Consumer<Runnable> then = _ -> {};

        @Override
        public void whenAdmitted(Exchange exchange, Consumer<Runnable> then) {
            this.exchange = exchange;
            this.then = then;
            exchange.atEnd(this::leave);
            if (exchange.hasEnded()) {
                return;
            }
            boolean admitted;
            synchronized (Breaker.this) {
                // A slot may have become free since the place was offered, or the pod has gone.
                admitted = !closed && running < capacity;
                if (admitted) {
                    running++;
                } else if (!closed) {
                    queue.add(this);
                    return;
                }
            }
            if (admitted) {
                then.accept(new Slot());
            } else {
                exchange.unserved(GONE);
            }
        }

        private void sendAway() {
            Exchange waiting = exchange;
            if (waiting != null) {
                waiting.loop().execute(() -> waiting.unserved(GONE));
            }
        }

        private void leave() {
            synchronized (Breaker.this) {
                queue.remove(this);
            }
        }

        /** The slot is ours: on to our own loop. */
        private void proceed() {
            Exchange waiting = exchange;
            var slot = new Slot();
            if (waiting == null) {
                slot.run();
                return;
            }
            waiting.loop()
                    .execute(() -> {
                        if (waiting.hasEnded()) {
                            slot.run();
                        } else {
                            then.accept(slot);
                        }
                    });
        }
    }
}
