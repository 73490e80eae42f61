package dev.perk.request.queueproxy;

import dev.perk.api.time.Scheduler;
import dev.perk.api.time.Timer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The end of a pod: says no to probes at once, so that nobody sends it more, and waits until nobody
 * does.
 *
 * <p>It is over when no request has come for the quiet period and none is under way. Knative does
 * not wait for those under way, and without an end under steady traffic; here a cap below the grace
 * period leaves the container time for its own shutdown. Source: knative/pkg {@code
 * network/handlers/drain.go}.
 *
 * <p>Invariant: {@code inFlight} counts requests between begin and end. All access holds the
 * monitor; callbacks run without it.
 */
public final class Drain {
    /** How long Kubernetes needs to tell every client of a pod that it goes away. */
    public static final Duration QUIET_PERIOD = Duration.ofSeconds(30);

    private final Scheduler scheduler;
    private final Duration quietPeriod;
    private final List<Runnable> whenOver = new ArrayList<>();
    private @Nullable Timer cap;
    private @Nullable Timer quiet;
    private long lastRequest;
    private int inFlight;
    private boolean draining;
    private boolean over;

    /**
     * @param quietPeriod zero where nobody needs to be told, because routes change at once
     */
    public Drain(Scheduler scheduler, Duration quietPeriod) {
        this.scheduler = scheduler;
        this.quietPeriod = quietPeriod;
    }

    public synchronized boolean isDraining() {
        return draining;
    }

    synchronized void requestBegins() {
        inFlight++;
        if (draining) {
            lastRequest = scheduler.nanoTime();
        }
    }

    void requestEnds() {
        synchronized (this) {
            inFlight--;
            if (!draining || over || inFlight > 0) {
                return;
            }
        }
        check();
    }

    /**
     * Starts to drain; a second call only waits for the first.
     *
     * @param latest when it is over at the latest, from now
     * @param then runs once it is over, on the scheduler
     */
    public void begin(Duration latest, Runnable then) {
        synchronized (this) {
            if (over) {
                scheduler.execute(then);
                return;
            }
            whenOver.add(then);
            if (draining) {
                return;
            }
            draining = true;
            lastRequest = scheduler.nanoTime();
            cap = scheduler.after(latest, this::finish);
        }
        check();
    }

    private void check() {
        synchronized (this) {
            if (over) {
                return;
            }
            Duration left = quietPeriod.minusNanos(scheduler.nanoTime() - lastRequest);
            if (left.isPositive()) {
                if (quiet != null) {
                    quiet.cancel();
                }
                quiet = scheduler.after(left, this::check);
                return;
            }
            if (inFlight > 0) {
                return; // the last one to end comes back here
            }
        }
        finish();
    }

    private void finish() {
        List<Runnable> callbacks;
        synchronized (this) {
            if (over) {
                return;
            }
            over = true;
            if (quiet != null) {
                quiet.cancel();
            }
            if (cap != null) {
                cap.cancel();
            }
            callbacks = List.copyOf(whenOver);
            whenOver.clear();
        }
        callbacks.forEach(scheduler::execute);
    }
}
