package dev.perk.testing.simulation;

import dev.perk.testing.testkit.FakeClock;
import java.time.Duration;
import java.time.Instant;
import java.util.function.ToDoubleFunction;
import java.util.random.RandomGenerator;

/**
 * Requests that come when they come, whatever became of those before: an open loop. Arrivals are
 * independent of each other, as many users' are (a Poisson process).
 */
public final class Arrivals {
    private static final Duration LOOK_AHEAD = Duration.ofSeconds(1);

    private final FakeClock clock;
    private final RandomGenerator random;
    private final Instant begin;
    private final ToDoubleFunction<Duration> perSecond;
    private final Runnable request;
    private boolean stopped;

    /**
     * @param perSecond the rate, by the time since the beginning
     */
    Arrivals(
            FakeClock clock,
            RandomGenerator random,
            ToDoubleFunction<Duration> perSecond,
            Runnable request) {
        this.clock = clock;
        this.random = random;
        this.begin = clock.instant();
        this.perSecond = perSecond;
        this.request = request;
        clock.execute(this::plan);
    }

    /** Draws when the requests of the next second come. */
    private void plan() {
        if (stopped) {
            return;
        }
        double rate = perSecond.applyAsDouble(Duration.between(begin, clock.instant()));
        double at = next(rate);
        while (at < 1) {
            clock.after(Duration.ofNanos((long) (at * 1e9)), this::arrive);
            at += next(rate);
        }
        clock.after(LOOK_AHEAD, this::plan);
    }

    private double next(double rate) {
        return rate <= 0 ? Double.POSITIVE_INFINITY : random.nextExponential() / rate;
    }

    private void arrive() {
        if (!stopped) {
            request.run();
        }
    }

    public void stop() {
        stopped = true;
    }
}
