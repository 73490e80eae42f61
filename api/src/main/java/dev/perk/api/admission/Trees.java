package dev.perk.api.admission;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/**
 * Edits of trees whose shape nobody has checked yet: what is not an object or a list where one
 * belongs is left for the validation to complain of.
 */
public final class Trees {
    private Trees() {}

    public static boolean isAbsent(JsonNode object, String field) {
        JsonNode value = object.path(field);
        return value.isMissingNode() || value.isNull();
    }

    public static boolean isBlank(JsonNode object, String field) {
        return isAbsent(object, field) || object.path(field).asText("-").isEmpty();
    }

    /** Absent, or the zero that Go does not tell from absent. */
    public static boolean isZero(JsonNode object, String field) {
        return isAbsent(object, field)
                || (object.path(field).isNumber() && object.path(field).asDouble() == 0);
    }

    /** Edits the object in {@code field}, which is created where it is absent. */
    public static void edit(ObjectNode parent, String field, Consumer<ObjectNode> edit) {
        if (isAbsent(parent, field)) {
            parent.putObject(field);
        }
        editIfPresent(parent, field, edit);
    }

    public static void editIfPresent(ObjectNode parent, String field, Consumer<ObjectNode> edit) {
        if (parent.path(field) instanceof ObjectNode object) {
            edit.accept(object);
        }
    }

    /** As a parser would have read it: two trees are only equal if their numbers have one type. */
    public static void put(ObjectNode object, String field, long number) {
        if (number == (int) number) {
            object.put(field, (int) number);
        } else {
            object.put(field, number);
        }
    }

    /** The objects in the list in {@code field}. */
    public static List<ObjectNode> objects(JsonNode parent, String field) {
        List<ObjectNode> objects = new ArrayList<>();
        if (parent.path(field).isArray()) {
            for (JsonNode item : parent.path(field)) {
                if (item instanceof ObjectNode object) {
                    objects.add(object);
                }
            }
        }
        return objects;
    }
}
