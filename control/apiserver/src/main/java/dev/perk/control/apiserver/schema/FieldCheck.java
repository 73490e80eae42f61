package dev.perk.control.apiserver.schema;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Compares a body with what its kind may hold.
 *
 * <p>Nulls are never wrong: typed Go clients send {@code creationTimestamp: null}. Numbers are
 * taken for quantities and for int-or-string, as Go does.
 */
public final class FieldCheck {
    private final MessageTable table;
    private final List<FieldProblem> problems = new ArrayList<>();
    private final Map<String, Map<String, Place>> places = new HashMap<>();

    private FieldCheck(MessageTable table) {
        this.table = table;
    }

    /** What is wrong with {@code body}, in the order in which it stands there. */
    public static List<FieldProblem> of(MessageTable table, Message kind, ObjectNode body) {
        FieldCheck check = new FieldCheck(table);
        body.properties()
                .forEach(entry -> {
                    boolean typeMeta =
                            entry.getKey().equals("apiVersion") || entry.getKey().equals("kind");
                    if (!typeMeta) {
                        check.member(kind, entry.getKey(), entry.getValue(), "");
                    }
                });
        return check.problems;
    }

    /** A field as it can be found in a message: also those of an inlined one. */
    private record Place(Message message, Field field) {}

    private Map<String, Place> places(Message message) {
        Map<String, Place> known = places.get(message.fullName());
        if (known != null) {
            return known;
        }
        Map<String, Place> found = new HashMap<>();
        for (Field field : message.fields()) {
            if (field.inline()) {
                table.messageOf(field).ifPresent(inner -> found.putAll(places(inner)));
            } else {
                found.put(field.name(), new Place(message, field));
            }
        }
        places.put(message.fullName(), found);
        return found;
    }

    private void members(Message message, JsonNode object, String path) {
        if (message.open() && message.fields().isEmpty()) {
            return;
        }
        object.properties()
                .forEach(entry -> member(message, entry.getKey(), entry.getValue(), path));
    }

    private void member(Message message, String name, JsonNode value, String parent) {
        String path = parent.isEmpty() ? name : parent + "." + name;
        Place place = places(message).get(name);
        if (place != null) {
            field(place, value, path);
        } else if (!message.open()) {
            problems.add(new FieldProblem.Unknown(path));
        }
    }

    private void field(Place place, JsonNode value, String path) {
        if (value.isNull()) {
            return;
        }
        switch (place.field().shape()) {
            case ONE -> one(place, value, path);
            case LIST -> list(place, value, path);
            case MAP, MAP_OF_LISTS -> map(place, value, path);
        }
    }

    private void list(Place place, JsonNode value, String path) {
        if (!value.isArray()) {
            wrong(place, value, path);
            return;
        }
        for (int i = 0; i < value.size(); i++) {
            one(place, value.get(i), path + "[" + i + "]");
        }
    }

    private void map(Place place, JsonNode value, String path) {
        if (!value.isObject()) {
            wrong(place, value, path);
            return;
        }
        value.properties()
                .forEach(entry -> {
                    String here = path + "." + entry.getKey();
                    if (place.field().shape() == Field.Shape.MAP_OF_LISTS) {
                        list(place, entry.getValue(), here);
                    } else {
                        one(place, entry.getValue(), here);
                    }
                });
    }

    private void one(Place place, JsonNode value, String path) {
        if (value.isNull()) {
            return;
        }
        if (!fits(place.field().type(), value)) {
            problems.add(
                    new FieldProblem.WrongType(
                            path,
                            jsonType(value),
                            place.message().name(),
                            goElement(place.field())));
            return;
        }
        table.messageOf(place.field()).ifPresent(inner -> members(inner, value, path));
    }

    private static boolean fits(String type, JsonNode value) {
        return switch (type) {
            case "string", "bytes", "Time", "MicroTime" -> value.isTextual() || value.isBinary();
            case "bool" -> value.isBoolean();
            case "int32" -> value.isIntegralNumber() && value.canConvertToInt();
            case "int64" -> value.isIntegralNumber() && value.canConvertToLong();
            case "double" -> value.isNumber();
            case "Quantity", "IntOrString" -> value.isTextual() || value.isNumber();
            case "FieldsV1", "RawExtension", "JSONSchemaProps", "Anything" -> true;
            default -> value.isObject();
        };
    }

    private void wrong(Place place, JsonNode value, String path) {
        String go =
                switch (place.field().shape()) {
                    case ONE -> goElement(place.field());
                    case LIST -> "[]" + goElement(place.field());
                    case MAP -> "map[string]" + goElement(place.field());
                    case MAP_OF_LISTS -> "map[string][]" + goElement(place.field());
                };
        problems.add(new FieldProblem.WrongType(path, jsonType(value), place.message().name(), go));
    }

    private String goElement(Field field) {
        return switch (field.type()) {
            case "string", "bool", "int32", "int64" -> field.type();
            case "double" -> "float64";
            case "bytes" -> "[]uint8";
            case "Quantity" -> "resource.Quantity";
            case "IntOrString" -> "intstr.IntOrString";
            case "Time", "MicroTime", "FieldsV1" -> "v1." + field.type();
            case "RawExtension", "Anything" -> "runtime.RawExtension";
            case "JSONSchemaProps" -> "v1.JSONSchemaProps";
            default ->
                    table.messageOf(field)
                            .map(message -> {
                                String name = message.packageName();
                                return name.substring(name.lastIndexOf('.') + 1)
                                        + "."
                                        + message.name();
                            })
                            .orElse(field.type());
        };
    }

    private static String jsonType(JsonNode value) {
        return switch (value.getNodeType()) {
            case STRING, BINARY -> "string";
            case NUMBER -> value.isIntegralNumber() ? "number" : "number " + value.asText();
            case BOOLEAN -> "bool";
            case ARRAY -> "array";
            case OBJECT, POJO -> "object";
            case NULL, MISSING -> "null";
        };
    }
}
