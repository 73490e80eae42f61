package dev.perk.kube.fields;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** JSON as Go's {@code %v} prints it, which some messages of Kubernetes show to people. */
public final class GoText {
    private GoText() {}

    public static String of(JsonNode value) {
        return switch (value.getNodeType()) {
            case OBJECT -> {
                var sorted = new TreeMap<String, JsonNode>();
                value.properties().forEach(field -> sorted.put(field.getKey(), field.getValue()));
                yield sorted.entrySet().stream()
                        .map(field -> field.getKey() + ":" + of(field.getValue()))
                        .collect(Collectors.joining(" ", "map[", "]"));
            }
            case ARRAY ->
                    value.valueStream().map(GoText::of).collect(Collectors.joining(" ", "[", "]"));
            case NULL, MISSING -> "<nil>";
            default -> value.asText();
        };
    }
}
