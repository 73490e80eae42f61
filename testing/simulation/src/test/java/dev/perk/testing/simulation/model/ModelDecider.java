package dev.perk.testing.simulation.model;

import java.util.ArrayList;
import java.util.List;

/** The decider as §2.2 and §2.3 write it down, line by line; rates are at their defaults. */
final class ModelDecider {
    private static final double UP = 1000;
    private static final double DOWN = 2;

    private record Wanted(long bucket, int pods) {}

    private final ModelSettings settings;
    private final List<Wanted> wanted = new ArrayList<>();
    private double panicTime = Double.NaN;
    private int maxPanicPods;

    int desired = -1;
    int excessBurst;

    /**
     * @param ready how many pods there are when the decider is made
     */
    ModelDecider(ModelSettings settings, int ready, double now) {
        this.settings = settings;
        this.maxPanicPods = ready;
        if (ready > 1) {
            panicTime = now;
        }
    }

    /**
     * @param inFlight stable concurrency, whatever {@code stable} counts
     */
    void decide(double now, int readyPods, double stable, double panic, double inFlight) {
        double ready = Math.max(1, readyPods);
        double maxUp = Math.ceil(UP * ready);
        double maxDown = Math.floor(ready / DOWN);
        double rawS = Math.ceil(stable / settings.target());
        double rawP = Math.ceil(panic / settings.target());
        int desS = (int) Math.min(Math.max(rawS, maxDown), maxUp);
        int desP = (int) Math.min(Math.max(rawP, maxDown), maxUp);
        if (settings.activationScale() > 1) {
            desS = rawS > 0 ? Math.max(desS, settings.activationScale()) : desS;
            desP = rawP > 0 ? Math.max(desP, settings.activationScale()) : desP;
        }
        boolean over = rawP / ready >= settings.panicThreshold();
        if (over) {
            panicTime = now;
        } else if (!Double.isNaN(panicTime) && panicTime + settings.stableWindow() < now) {
            panicTime = Double.NaN;
            maxPanicPods = 0;
        }
        desired = desS;
        if (!Double.isNaN(panicTime)) {
            maxPanicPods = Math.max(maxPanicPods, Math.max(desS, desP));
            desired = maxPanicPods;
        }
        if (settings.delay() > 0) {
            desired = mostWithinDelay((long) Math.floor(now / 2));
        }
        // The one step that the specification does not have.
        if (desired == 0 && inFlight > 0) {
            desired = 1;
        }
        excessBurst =
                settings.burst() <= 0
                        ? (int) settings.burst()
                        : (int) Math.floor(readyPods * settings.total() - settings.burst() - panic);
    }

    private int mostWithinDelay(long bucket) {
        wanted.add(new Wanted(bucket, desired));
        long buckets = (settings.delay() + 1) / 2;
        return wanted.stream()
                .filter(each -> each.bucket() > bucket - buckets)
                .mapToInt(Wanted::pods)
                .max()
                .orElseThrow();
    }
}
