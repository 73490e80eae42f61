package dev.perk.run.cli.why;

import com.fasterxml.jackson.databind.JsonNode;
import dev.perk.scaling.autoscaler.DecisionJson;
import dev.perk.scaling.autoscaler.DecisionStep;
import java.util.ArrayList;
import java.util.List;

/**
 * Decisions made again by the decider that this Perk has.
 *
 * @param decisions how many there were
 * @param differences one line for each that came out differently
 */
record Replay(int decisions, List<String> differences) {

    Replay {
        differences = List.copyOf(differences);
    }

    /**
     * @param page what {@code GET /why/…} has answered
     * @throws IllegalArgumentException naming what is missing or makes no sense
     */
    static Replay of(JsonNode page) {
        if (!page.path("revisions").isArray()) {
            throw new IllegalArgumentException(
                    "it has no revisions (expected: what perk why service NAME -o json prints)");
        }
        int count = 0;
        List<String> differences = new ArrayList<>();
        for (JsonNode revision : page.path("revisions")) {
            for (JsonNode json : revision.path("decisions")) {
                DecisionStep step = DecisionJson.read(json);
                count++;
                if (!step.isReproducible()) {
                    differences.add(
                            "%s %s: decided %s, now %s"
                                    .formatted(
                                            step.time(),
                                            step.revision(),
                                            step.decision(),
                                            step.replay()));
                }
            }
        }
        return new Replay(count, differences);
    }
}
