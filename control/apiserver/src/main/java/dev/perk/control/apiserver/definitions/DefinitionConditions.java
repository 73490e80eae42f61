package dev.perk.control.apiserver.definitions;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Instant;
import java.time.temporal.ChronoUnit;

/**
 * The conditions in the status of a definition; a time in them changes only when the answer does.
 */
record DefinitionConditions(ObjectNode status, Instant now) {

    void set(String type, boolean isTrue, String reason, String message) {
        ObjectNode condition = find(type);
        String answer = isTrue ? "True" : "False";
        if (!condition.path("status").asText().equals(answer)) {
            condition.put("lastTransitionTime", now.truncatedTo(ChronoUnit.SECONDS).toString());
        }
        condition
                .put("message", message)
                .put("reason", reason)
                .put("status", answer)
                .put("type", type);
    }

    private ObjectNode find(String type) {
        ArrayNode all = status.withArray("/conditions");
        for (JsonNode each : all) {
            if (each instanceof ObjectNode condition && each.path("type").asText().equals(type)) {
                return condition;
            }
        }
        return all.addObject();
    }
}
