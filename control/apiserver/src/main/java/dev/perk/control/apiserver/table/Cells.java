package dev.perk.control.apiserver.table;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.StreamSupport;

/** Cells that many kinds have. */
final class Cells {
    static final String NONE = "<none>";
    static final String UNSET = "<unset>";

    static final Column NAME =
            new Column("Name", "string", "name", "", 0, (object, _) -> text(object.name()));
    static final Column AGE =
            Column.of(
                    "Age",
                    (object, now) ->
                            text(Age.since(object.metadata().path("creationTimestamp"), now)));

    static final Column CREATED_AT =
            new Column("Created At", "date", "", "", 0, textAt("/metadata/creationTimestamp"));

    private Cells() {}

    static JsonNode text(String value) {
        return JsonNodeFactory.instance.textNode(value);
    }

    static JsonNode number(long value) {
        return JsonNodeFactory.instance.numberNode(value);
    }

    /** The text at a JSON pointer; empty if there is none. */
    static Column.Cell textAt(String pointer) {
        return (object, _) -> text(object.tree().at(pointer).asText());
    }

    static Column.Cell textOr(String pointer, String otherwise) {
        return (object, _) -> text(orElse(object.tree().at(pointer), otherwise));
    }

    static Column.Cell numberAt(String pointer) {
        return (object, _) -> number(object.tree().at(pointer).asLong());
    }

    /** How many entries the maps or lists at these JSON pointers have together. */
    static Column.Cell sizeOf(String... pointers) {
        return (object, _) -> {
            long size = 0;
            for (String pointer : pointers) {
                size += object.tree().at(pointer).size();
            }
            return number(size);
        };
    }

    static Column.Cell of(Function<JsonNode, String> print) {
        return (object, _) -> text(print.apply(object.tree()));
    }

    static String orElse(JsonNode value, String otherwise) {
        return value.asText().isEmpty() ? otherwise : value.asText();
    }

    /** {@code a=b,c=d} in the order of the keys, or {@code <none>}. */
    static String labels(JsonNode labels) {
        TreeMap<String, String> sorted = new TreeMap<>();
        labels.properties().forEach(entry -> sorted.put(entry.getKey(), entry.getValue().asText()));
        return sorted.isEmpty()
                ? NONE
                : sorted.entrySet().stream()
                        .map(entry -> entry.getKey() + "=" + entry.getValue())
                        .collect(Collectors.joining(","));
    }

    /** A {@code LabelSelector} as a selector in text, or {@code <none>}. */
    static String selector(JsonNode selector) {
        List<String> terms = new ArrayList<>();
        if (!selector.path("matchLabels").isEmpty()) {
            terms.add(labels(selector.path("matchLabels")));
        }
        for (JsonNode expression : selector.path("matchExpressions")) {
            String key = expression.path("key").asText();
            String values = " (" + String.join(",", texts(expression.path("values"), n -> n)) + ")";
            terms.add(
                    switch (expression.path("operator").asText()) {
                        case "In" -> key + " in" + values;
                        case "NotIn" -> key + " notin" + values;
                        case "DoesNotExist" -> "!" + key;
                        default -> key;
                    });
        }
        return terms.isEmpty() ? NONE : String.join(",", terms);
    }

    static List<String> texts(JsonNode list, Function<JsonNode, JsonNode> part) {
        return StreamSupport.stream(list.spliterator(), false)
                .map(element -> part.apply(element).asText())
                .toList();
    }

    /** The names of the containers of a pod template, joined. */
    static Column.Cell containers(String pointer, String field) {
        return of(
                tree -> String.join(",", texts(tree.at(pointer), element -> element.path(field))));
    }

    /** At most three of {@code all}, and how many more there are. */
    static String firstThree(List<String> all, String ifNone) {
        if (all.isEmpty()) {
            return ifNone;
        }
        String shown = String.join(",", all.subList(0, Math.min(3, all.size())));
        return all.size() <= 3 ? shown : shown + " + " + (all.size() - 3) + " more...";
    }
}
