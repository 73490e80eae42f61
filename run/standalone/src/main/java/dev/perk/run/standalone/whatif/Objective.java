package dev.perk.run.standalone.whatif;

import dev.perk.api.text.GoDuration;
import dev.perk.api.text.GoNumber;
import dev.perk.api.text.Parsed;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.function.ToDoubleFunction;

/**
 * What must hold for an outcome to be good enough, such as {@code p99<500ms,cold-starts<3}.
 *
 * <p>{@code p50}, {@code p95}, {@code p99} and {@code max} are of the time that requests waited for
 * a pod.
 */
public record Objective(String text, List<Bound> bounds) {
    private static final String EXPECTED =
            "such as p99<500ms: p50, p95, p99, max, cold-starts, pod-starts, peak or refused, then"
                    + " < or <=, then a duration or a number";

    /**
     * @param limit in seconds, where times are compared
     */
    record Bound(ToDoubleFunction<Outcome> measure, boolean orEqual, double limit) {

        boolean holds(Outcome outcome) {
            double value = measure.applyAsDouble(outcome);
            return value < limit || (orEqual && value == limit);
        }

        /** How far it is off; 0 where it holds. */
        double excess(Outcome outcome) {
            return holds(outcome)
                    ? 0
                    : (measure.applyAsDouble(outcome) + 1e-9) / Math.max(limit, 1e-9);
        }
    }

    /**
     * @throws IllegalArgumentException if it makes no sense
     */
    public static Objective parse(String text) {
        return new Objective(
                text, Arrays.stream(text.split(",", -1)).map(Objective::bound).toList());
    }

    private static Bound bound(String text) {
        int at = text.indexOf('<');
        if (at < 1) {
            throw wrong(text);
        }
        boolean orEqual = text.startsWith("<=", at);
        String limit = text.substring(at + (orEqual ? 2 : 1)).strip();
        return switch (text.substring(0, at).strip()) {
            case "p50" -> wait(text, 0.5, orEqual, limit);
            case "p95" -> wait(text, 0.95, orEqual, limit);
            case "p99" -> wait(text, 0.99, orEqual, limit);
            case "max" -> wait(text, 1, orEqual, limit);
            case "cold-starts" -> new Bound(Outcome::coldStarts, orEqual, number(text, limit));
            case "pod-starts" -> new Bound(Outcome::podStarts, orEqual, number(text, limit));
            case "refused" -> new Bound(Outcome::refused, orEqual, number(text, limit));
            case "peak" -> new Bound(o -> o.replicas().peak(), orEqual, number(text, limit));
            default -> throw wrong(text);
        };
    }

    private static Bound wait(String text, double part, boolean orEqual, String limit) {
        if (GoDuration.parse(limit) instanceof Parsed.Good<Duration>(Duration most)
                && !most.isNegative()) {
            return new Bound(
                    outcome -> outcome.waits().quantile(part).toNanos() / 1e9,
                    orEqual,
                    most.toNanos() / 1e9);
        }
        throw wrong(text);
    }

    private static double number(String text, String limit) {
        if (GoNumber.parseDouble(limit) instanceof Parsed.Good<Double>(Double most) && most >= 0) {
            return most;
        }
        throw wrong(text);
    }

    private static IllegalArgumentException wrong(String text) {
        return new IllegalArgumentException("\"" + text + "\" (expected: " + EXPECTED + ")");
    }

    public boolean isMetBy(Outcome outcome) {
        return bounds.stream().allMatch(bound -> bound.holds(outcome));
    }

    /** How far an outcome is from meeting it; 0 if it does. */
    double excess(Outcome outcome) {
        return bounds.stream().mapToDouble(bound -> bound.excess(outcome)).sum();
    }
}
