package dev.perk.scaling.autoscaler;

import dev.perk.api.scaling.ScalingMetric;
import dev.perk.api.why.Reason;
import java.util.Optional;
import java.util.function.IntPredicate;

/**
 * What would have changed a decision: the least load more that asks for more pods, in both windows,
 * and the least load less that asks for fewer. Less is less of the window with the larger load, and
 * the same part less of the other: windows of different lengths look at the same traffic.
 *
 * <p>Found by asking the decider itself, so it is never at odds with it. More load never asks for
 * fewer pods, which makes that a search of some 60 steps.
 *
 * @param unit what load is counted in, for a sentence
 */
record Counterfactual(String unit, Optional<Change> more, Optional<Change> less) {
    /** No revision has that much load; a decision that this does not change is bound by a rate. */
    private static final int MOST = 1 << 30;

    /**
     * @param load how much more, or less
     * @param pods how many that would make it
     */
    record Change(int load, int pods) {}

    static Counterfactual of(DecisionStep step) {
        String unit =
                step.spec().metric() == ScalingMetric.RPS
                        ? "requests per second"
                        : "requests in flight";
        if (!(step.decision() instanceof Decision.Scale made)) {
            return new Counterfactual(unit, Optional.empty(), Optional.empty());
        }
        int pods = made.desiredPods();
        Optional<Change> more =
                least(MOST, extra -> pods(step, made.seen(), extra) > pods)
                        .map(extra -> new Change(extra, pods(step, made.seen(), extra)));
        int present = (int) Math.ceil(Math.max(made.seen().stable(), made.seen().panic()));
        Optional<Change> less =
                least(present, missing -> pods(step, made.seen(), -missing) < pods)
                        .map(missing -> new Change(missing, pods(step, made.seen(), -missing)));
        return new Counterfactual(unit, more, less);
    }

    private static int pods(DecisionStep step, Observation.Load seen, double extra) {
        double larger = Math.max(seen.stable(), seen.panic());
        double left = Math.max(0, larger + extra);
        double stable = extra > 0 ? seen.stable() + extra : share(seen.stable(), larger, left);
        double panic = extra > 0 ? seen.panic() + extra : share(seen.panic(), larger, left);
        // How many come each second says nothing of how many are there at a time.
        double inFlight = step.spec().metric() == ScalingMetric.RPS ? seen.inFlight() : stable;
        var other = new Observation.Load(seen.readyPods(), stable, panic, inFlight);
        return switch (KpaDecider.decide(step.spec(), other, step.before(), step.time())) {
            case Decision.Scale scale -> scale.desiredPods();
            case Decision.Keep _ -> throw new IllegalStateException("no decision about a load");
        };
    }

    /** A part of the larger load, when so much of that is left. */
    private static double share(double part, double larger, double left) {
        return part == larger ? left : part * left / larger;
    }

    /** The least number from 1 to {@code most} that holds, if all above it hold as well. */
    private static Optional<Integer> least(int most, IntPredicate holds) {
        if (most < 1 || !holds.test(most)) {
            return Optional.empty();
        }
        int no = 0;
        int yes = most;
        while (yes - no > 1) {
            int middle = no + (yes - no) / 2;
            if (holds.test(middle)) {
                yes = middle;
            } else {
                no = middle;
            }
        }
        return Optional.of(yes);
    }

    /** The reason, with what would have changed it, in words and as values. */
    Reason explain(Reason reason) {
        Reason full = reason;
        StringBuilder text = new StringBuilder(reason.text());
        if (more.isPresent()) {
            text.append("; ").append(sentence(more.get(), "more"));
            full =
                    full.with("moreLoad", more.get().load())
                            .with("podsWithMoreLoad", more.get().pods());
        }
        if (less.isPresent()) {
            text.append(more.isPresent() ? ", " : "; ").append(sentence(less.get(), "fewer"));
            full =
                    full.with("lessLoad", less.get().load())
                            .with("podsWithLessLoad", less.get().pods());
        }
        return new Reason(full.code(), text.toString(), full.inputs());
    }

    private String sentence(Change change, String direction) {
        String what = change.load() == 1 ? unit.replace("requests", "request") : unit;
        return change.load() + " " + direction + " " + what + " would make it " + change.pods();
    }
}
