package dev.perk.run.cli.why;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * What {@code GET /why/…} answers, in lines for a person: the cause stands above what it caused.
 */
final class ChainText {
    private static final DateTimeFormatter TIME =
            DateTimeFormatter.ofPattern("HH:mm:ss.SSS", Locale.ROOT);

    /** Parts of Perk by the word that a person knows them by. */
    private static final Map<String, String> WORDS =
            Map.of("podautoscaler-controller", "scaler", "revision-controller", "revision");

    private ChainText() {}

    static List<String> lines(JsonNode page, ZoneId zone) {
        List<String> lines = new ArrayList<>();
        lines.add(
                "%s %s in namespace %s"
                        .formatted(
                                page.path("kind").asText(),
                                page.path("name").asText(),
                                page.path("namespace").asText()));
        if (page.path("revisions").isEmpty()) {
            lines.add("has no revision yet: its conditions say why (kubectl describe ksvc)");
        }
        for (JsonNode revision : page.path("revisions")) {
            lines.add("");
            lines.add(headline(revision));
            for (JsonNode entry : revision.path("chain")) {
                lines.add("  " + line(entry, zone));
            }
            if (revision.path("chain").isEmpty()) {
                lines.add("  nothing was decided about it since Perk started");
            }
        }
        return lines;
    }

    private static String headline(JsonNode revision) {
        int wanted = revision.path("wantedPods").asInt(-1);
        return "%s: %d ready, %s wanted"
                .formatted(
                        revision.path("name").asText(),
                        revision.path("readyPods").asInt(),
                        wanted < 0 ? "not yet known how many" : Integer.toString(wanted));
    }

    private static String line(JsonNode entry, ZoneId zone) {
        String part = entry.path("part").asText();
        return "%s  %-8s %s%s%s"
                .formatted(
                        time(entry, "time", zone),
                        WORDS.getOrDefault(part, part),
                        step(entry.path("inputs")),
                        entry.path("text").asText(),
                        repeated(entry, zone));
    }

    private static String time(JsonNode entry, String field, ZoneId zone) {
        return TIME.format(Instant.parse(entry.path(field).asText()).atZone(zone));
    }

    /** From how many pods to how many, where that is what was done. */
    private static String step(JsonNode inputs) {
        return inputs.has("from") && inputs.has("to")
                ? "%s → %s pods: "
                        .formatted(inputs.path("from").asText(), inputs.path("to").asText())
                : "";
    }

    private static String repeated(JsonNode entry, ZoneId zone) {
        int times = entry.path("times").asInt(1);
        return times == 1
                ? ""
                : " (%d times, last at %s)".formatted(times, time(entry, "last", zone));
    }
}
