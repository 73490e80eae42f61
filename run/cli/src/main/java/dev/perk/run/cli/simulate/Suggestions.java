package dev.perk.run.cli.simulate;

import dev.perk.run.standalone.whatif.Objective;
import dev.perk.run.standalone.whatif.Outcome;
import dev.perk.run.standalone.whatif.Search.Candidate;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** The best settings that a search has found, one below the other. */
final class Suggestions {
    private Suggestions() {}

    static List<String> lines(List<Candidate> best, Objective objective) {
        List<String> lines = new ArrayList<>();
        lines.add(
                "  %15s  %11s  %9s  %9s  %9s  settings"
                        .formatted("replica-seconds", "cold starts", "p50", "p99", "max"));
        for (Candidate candidate : best) {
            Outcome outcome = candidate.outcome();
            String line =
                    String.format(
                            Locale.ROOT,
                            "%s %,15.0f  %,11d  %9s  %9s  %9s  %s",
                            objective.isMetBy(outcome) ? "✓" : "✗",
                            outcome.replicaSeconds(),
                            outcome.coldStarts(),
                            Report.wait(outcome.waits().quantile(0.5)),
                            Report.wait(outcome.waits().quantile(0.99)),
                            Report.wait(outcome.waits().quantile(1)),
                            candidate.changes().isEmpty()
                                    ? "as they are"
                                    : String.join(" ", candidate.changes()));
            lines.add(line);
        }
        return lines;
    }
}
