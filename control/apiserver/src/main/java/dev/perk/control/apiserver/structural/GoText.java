package dev.perk.control.apiserver.structural;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Map;
import java.util.stream.Collectors;

/** Values as Go's {@code %#v} prints what JSON is read into. */
final class GoText {
    private GoText() {}

    static String of(JsonNode value) {
        return switch (value.getNodeType()) {
            case OBJECT, POJO ->
                    value.properties().stream()
                            .sorted(Map.Entry.comparingByKey())
                            .map(entry -> "\"" + entry.getKey() + "\":" + of(entry.getValue()))
                            .collect(Collectors.joining(", ", "map[string]interface {}{", "}"));
            case ARRAY ->
                    value.valueStream()
                            .map(GoText::of)
                            .collect(Collectors.joining(", ", "[]interface {}{", "}"));
            case NULL, MISSING -> "\"null\"";
            case STRING, BINARY, NUMBER, BOOLEAN -> value.toString();
        };
    }
}
