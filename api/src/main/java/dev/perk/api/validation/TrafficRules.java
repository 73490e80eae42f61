package dev.perk.api.validation;

import com.fasterxml.jackson.databind.JsonNode;
import dev.perk.api.text.GoQuote;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** The traffic of Services and Routes. Source: {@code knative/serving v1/route_validation.go}. */
final class TrafficRules {
    private static final FieldPath TRAFFIC = FieldPath.SPEC.field("traffic");
    private static final long WHOLE = 100;

    private final boolean ofService;
    private final FieldErrors out;

    private TrafficRules(boolean ofService, FieldErrors out) {
        this.ofService = ofService;
        this.out = out;
    }

    /**
     * @param ofService whether the targets belong to a Service, which has one Configuration only
     */
    static void check(JsonNode traffic, boolean ofService, FieldErrors out) {
        new TrafficRules(ofService, out).check(JsonFields.items(traffic));
    }

    private void check(List<JsonNode> targets) {
        Map<String, Integer> tags = new HashMap<>();
        long sum = 0;
        for (int i = 0; i < targets.size(); i++) {
            JsonNode target = targets.get(i);
            checkDestination(target, TRAFFIC.index(i));
            checkPercent(target, TRAFFIC.index(i));
            if (JsonFields.isSet(target, "url")) {
                out.disallowed(TRAFFIC.index(i).field("url"));
            }
            checkTag(JsonFields.text(target, "tag"), i, tags);
            sum += target.path("percent").asLong();
        }
        if (sum != WHOLE) {
            out.error("Traffic targets sum to " + sum + ", want 100", TRAFFIC);
        }
    }

    private void checkDestination(JsonNode target, FieldPath at) {
        String revision = JsonFields.text(target, "revisionName");
        String configuration = JsonFields.text(target, "configurationName");
        JsonNode latest = target.path("latestRevision");
        if (latest.isBoolean() && latest.booleanValue() != revision.isEmpty()) {
            out.error(
                    "may not set revisionName "
                            + GoQuote.quote(revision)
                            + " when latestRevision is "
                            + latest.booleanValue(),
                    at.field("latestRevision"));
        }
        if (ofService && !configuration.isEmpty()) {
            out.disallowed(at.field("configurationName"));
        }
        List<String> both = List.of("configurationName", "revisionName");
        if (!revision.isEmpty() && !configuration.isEmpty()) {
            out.multipleOneOf(at, both);
        } else if (!revision.isEmpty()) {
            checkQualified(revision, at.field("revisionName"));
        } else if (!configuration.isEmpty()) {
            if (!ofService) {
                checkQualified(configuration, at.field("configurationName"));
            }
        } else if (!ofService) {
            out.missingOneOf(at, both);
        }
    }

    private void checkQualified(String name, FieldPath at) {
        List<String> complaints = NameRules.qualifiedName(name);
        if (!complaints.isEmpty()) {
            out.invalidKey(name, at, complaints);
        }
    }

    private void checkPercent(JsonNode target, FieldPath at) {
        long percent = target.path("percent").asLong();
        if (percent < 0 || percent > WHOLE) {
            out.outOfBounds(percent, 0, WHOLE, at.field("percent"));
        }
    }

    private void checkTag(String tag, int index, Map<String, Integer> tags) {
        if (tag.isEmpty()) {
            return;
        }
        List<String> complaints = NameRules.dns1035Label(tag);
        if (!complaints.isEmpty()) {
            // The index stands behind the field upstream, and clients have learnt to read it there.
            out.invalidValue(
                    "not a DNS 1035 label: " + MetadataRules.printed(complaints),
                    TRAFFIC.field("tag").index(index));
        }
        Integer first = tags.putIfAbsent(tag, index);
        if (first != null) {
            out.error(
                    "Multiple definitions for " + GoQuote.quote(tag),
                    TRAFFIC.index(first).field("tag"),
                    TRAFFIC.index(index).field("tag"));
        }
    }
}
