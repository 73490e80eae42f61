package dev.perk.testing.simulation.model;

import dev.perk.api.stats.Stat;
import dev.perk.run.standalone.whatif.Arrivals;
import dev.perk.run.standalone.whatif.Look;
import dev.perk.run.standalone.whatif.Outcome;
import dev.perk.run.standalone.whatif.Replay;
import dev.perk.run.standalone.whatif.Settings;
import dev.perk.scaling.autoscaler.Decision;
import dev.perk.scaling.autoscaler.DecisionStep;
import dev.perk.scaling.autoscaler.Observation;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;

/**
 * Lets production and the model look at the same traffic, and writes down where they differ.
 *
 * <p>Both get the same stats at the same moments and the same count of ready pods. All else each
 * keeps for itself.
 */
final class SecondOpinion {
    private static final double LOAD_PRECISION = 1e-9;

    final List<String> differences = new ArrayList<>();
    final TreeSet<Integer> wanted = new TreeSet<>();
    int decisions;
    int looks;
    int panics;
    Outcome outcome;

    private final ModelSettings settings;
    private final ModelWindow stable;
    private final ModelWindow panic;
    private final ModelWindow inFlight;
    private final ModelDecider decider;
    private final ModelScaler scaler;

    /**
     * @param annotations without their prefix
     */
    SecondOpinion(Map<String, String> annotations, int containerConcurrency, Arrivals arrivals) {
        settings = new ModelSettings(annotations, containerConcurrency);
        stable = new ModelWindow(settings.stableWindow(), settings.weighted());
        panic = new ModelWindow(settings.panicWindow(), settings.weighted());
        inFlight = new ModelWindow(settings.stableWindow(), settings.weighted());
        double begin = seconds(arrivals.begin());
        decider = new ModelDecider(settings, settings.min(), begin);
        scaler = new ModelScaler(settings, settings.min(), begin);
        decider.excessBurst = initialBurst();
        Settings production = Settings.DEFAULT.with("containerConcurrency=" + containerConcurrency);
        for (Map.Entry<String, String> each : annotations.entrySet()) {
            production = production.with(each.getKey() + "=" + each.getValue());
        }
        outcome =
                Replay.of(
                        arrivals,
                        production.setup(),
                        Duration.ofMinutes(8),
                        new Replay.Traces(this::stat, this::decision, this::look));
    }

    /** §2.4, with an initial scale of 1. */
    private int initialBurst() {
        return settings.burst() <= 0
                ? (int) settings.burst()
                : (int) (settings.total() - settings.burst());
    }

    private static double seconds(Instant time) {
        return time.getEpochSecond() + time.getNano() / 1e9;
    }

    private void stat(Instant time, Stat stat) {
        double concurrency =
                stat.averageConcurrentRequests() - stat.averageProxiedConcurrentRequests();
        double load =
                settings.rps() ? stat.requestCount() - stat.proxiedRequestCount() : concurrency;
        inFlight.record(time.getEpochSecond(), concurrency);
        stable.record(time.getEpochSecond(), load);
        panic.record(time.getEpochSecond(), load);
    }

    private void decision(DecisionStep step) {
        decisions++;
        long second = step.time().getEpochSecond();
        boolean noData = settings.burst() != -1 && stable.isEmpty(second);
        if (noData || step.seen() instanceof Observation.Unknown) {
            check(step.time(), "data", noData, step.seen() instanceof Observation.Unknown);
            return;
        }
        Observation.Load seen = (Observation.Load) step.seen();
        double s = stable.average(second);
        double p = panic.average(second);
        check(step.time(), "stable load within", true, near(s, seen.stable()));
        check(step.time(), "panic load within", true, near(p, seen.panic()));
        double there = inFlight.average(second);
        check(step.time(), "in flight within", true, near(there, seen.inFlight()));
        decider.decide(seconds(step.time()), seen.readyPods(), s, p, there);
        Decision.Scale made = (Decision.Scale) step.decision();
        check(step.time(), "pods", decider.desired, made.desiredPods());
        check(step.time(), "burst capacity", decider.excessBurst, made.excessBurstCapacity());
        wanted.add(made.desiredPods());
        panics += made.next().mode().toString().startsWith("Panic") ? 1 : 0;
    }

    private void look(Look look) {
        looks++;
        check(look.time(), "decided", decider.desired, look.desired());
        scaler.reconcile(seconds(look.time()), decider.desired, decider.excessBurst, look.ready());
        check(look.time(), "want", scaler.want, look.want());
        check(look.time(), "apply", scaler.apply, look.apply());
    }

    private static boolean near(double one, double other) {
        return Math.abs(one - other) <= LOAD_PRECISION * Math.max(1, Math.abs(one));
    }

    private void check(Instant time, String what, Object model, Object production) {
        if (!model.equals(production)) {
            differences.add(
                    time + " " + what + ": the model says " + model + ", Perk " + production);
        }
    }
}
