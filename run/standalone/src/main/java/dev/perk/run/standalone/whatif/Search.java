package dev.perk.run.standalone.whatif;

import dev.perk.api.Annotations;
import dev.perk.api.text.GoNumber;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.DoubleStream;

/**
 * Looks for the settings that cost least and still are good enough: one setting after the other is
 * tried with some values while the others stay, round after round, until a round changes nothing.
 *
 * <p>Deterministic, and not exhaustive: what it finds is the best of what it tried.
 */
public final class Search {
    private static final int ROUNDS = 3;

    /**
     * Settings that were tried.
     *
     * @param changes against those that the search began with
     */
    public record Candidate(List<String> changes, Outcome outcome) {
        public Candidate {
            changes = List.copyOf(changes);
        }
    }

    private final Settings start;
    private final Objective objective;
    private final Function<Setup, Outcome> replay;
    private final Map<String, List<String>> choices = new LinkedHashMap<>();
    private final Map<List<String>, Candidate> tried = new LinkedHashMap<>();

    private Search(Settings start, Objective objective, Function<Setup, Outcome> replay) {
        this.start = start;
        this.objective = objective;
        this.replay = replay;
        double target = start.setup().target();
        choices.put(
                "target",
                DoubleStream.of(0.1, 0.25, 0.5, 0.75, 1.5, 2, 4)
                        .map(factor -> Math.max(1, Math.rint(target * factor)))
                        .distinct()
                        .mapToObj(GoNumber::print)
                        .toList());
        choices.put("window", List.of("6s", "15s", "30s", "60s", "120s", "300s"));
        choices.put("min-scale", List.of("0", "1", "2", "3", "5"));
        choices.put("scale-down-delay", List.of("0s", "30s", "120s", "600s"));
        choices.put("scale-to-zero-pod-retention-period", List.of("0s", "60s", "300s", "900s"));
        choices.put("activation-scale", List.of("2", "3", "5"));
        choices.put("panic-window-percentage", List.of("5", "10", "20", "50"));
    }

    /**
     * The best that were found, those that meet the objective first, and of those the cheapest.
     *
     * @param replay is asked for the outcome of some settings, of each once
     */
    public static List<Candidate> best(
            Settings start, Objective objective, Function<Setup, Outcome> replay, int count) {
        return new Search(start, objective, replay).run(count);
    }

    private List<Candidate> run(int count) {
        Map<String, String> best = new LinkedHashMap<>();
        Candidate leader = evaluate(best);
        for (int round = 0; round < ROUNDS; round++) {
            Candidate before = leader;
            for (Map.Entry<String, List<String>> choice : choices.entrySet()) {
                for (String value : choice.getValue()) {
                    Map<String, String> next = new LinkedHashMap<>(best);
                    next.put(choice.getKey(), value);
                    Candidate candidate = evaluateIfValid(next, leader);
                    if (order().compare(candidate, leader) < 0) {
                        leader = candidate;
                        best = next;
                    }
                }
            }
            if (leader.equals(before)) {
                break;
            }
        }
        Map<String, Candidate> different = new LinkedHashMap<>();
        // A setting that changed nothing is no suggestion.
        tried.values().stream()
                .sorted(order())
                .forEach(each -> different.putIfAbsent(numbers(each.outcome()), each));
        return different.values().stream().limit(count).toList();
    }

    private static String numbers(Outcome outcome) {
        return outcome.replicaSeconds()
                + " "
                + outcome.podStarts()
                + " "
                + outcome.waits().quantile(0.99)
                + " "
                + outcome.waits().quantile(1);
    }

    private Comparator<Candidate> order() {
        return Comparator.comparingDouble((Candidate each) -> objective.excess(each.outcome()))
                .thenComparingDouble(each -> each.outcome().replicaSeconds())
                .thenComparingInt(each -> each.changes().size());
    }

    /** Some values exclude each other, such as a minimum above the maximum. */
    private Candidate evaluateIfValid(Map<String, String> changes, Candidate otherwise) {
        try {
            return evaluate(changes);
        } catch (IllegalArgumentException e) {
            return otherwise;
        }
    }

    private Candidate evaluate(Map<String, String> changes) {
        List<String> assignments = new ArrayList<>();
        Settings settings = start;
        for (Map.Entry<String, String> change : changes.entrySet()) {
            String key = Annotations.AUTOSCALING_PREFIX + "/" + change.getKey();
            if (!change.getValue().equals(start.annotations().get(key))) {
                assignments.add(change.getKey() + "=" + change.getValue());
                settings = settings.with(change.getKey() + "=" + change.getValue());
            }
        }
        assignments.sort(Comparator.naturalOrder());
        Candidate known = tried.get(assignments);
        if (known != null) {
            return known;
        }
        var candidate = new Candidate(assignments, replay.apply(settings.setup()));
        tried.put(candidate.changes(), candidate);
        return candidate;
    }
}
