package dev.perk.testing.simulation.inputs;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.perk.control.apiserver.schema.Field;
import dev.perk.control.apiserver.schema.Message;
import dev.perk.control.apiserver.schema.MessageTable;
import java.util.Optional;
import java.util.Random;

/**
 * Objects that a table allows, with some of their fields. None holds a zero: Go writes those and
 * leaves them out of JSON, so they would not come back.
 */
final class RandomObject {
    private static final JsonNodeFactory NODES = JsonNodeFactory.instance;
    private static final int DEEPEST = 6;

    private final MessageTable table;
    private final Random random;

    RandomObject(MessageTable table, Random random) {
        this.table = table;
        this.random = random;
    }

    ObjectNode of(String apiVersion, String kind, Message message) {
        ObjectNode object = NODES.objectNode().put("apiVersion", apiVersion).put("kind", kind);
        fill(object, message, 0);
        return object;
    }

    private void fill(ObjectNode object, Message message, int depth) {
        for (Field field : message.fields()) {
            boolean top = depth == 0;
            if (field.number() == 0 || random.nextInt(top ? 2 : 3) != 0) {
                continue;
            }
            if (field.inline()) {
                table.messageOf(field).ifPresent(inner -> fill(object, inner, depth + 1));
                continue;
            }
            value(field, depth).ifPresent(value -> object.set(field.name(), value));
        }
    }

    private Optional<JsonNode> value(Field field, int depth) {
        return switch (field.shape()) {
            case ONE -> one(field, depth);
            case LIST -> {
                ArrayNode list = NODES.arrayNode();
                for (int i = random.nextInt(3); i >= 0; i--) {
                    one(field, depth).ifPresent(list::add);
                }
                yield Optional.<JsonNode>of(list).filter(all -> !all.isEmpty());
            }
            case MAP -> {
                ObjectNode map = NODES.objectNode();
                for (int i = random.nextInt(3); i >= 0; i--) {
                    one(field, depth).ifPresent(value -> map.set(text(), value));
                }
                yield Optional.<JsonNode>of(map).filter(all -> !all.isEmpty());
            }
            case MAP_OF_LISTS -> {
                ObjectNode map = NODES.objectNode();
                map.putArray(text()).add(text()).add(text());
                yield Optional.of(map);
            }
        };
    }

    private Optional<JsonNode> one(Field field, int depth) {
        return switch (field.type()) {
            case "string" -> Optional.of(NODES.textNode(text()));
            case "bool" -> Optional.of(NODES.booleanNode(true));
            case "int32" -> Optional.of(NODES.numberNode(random.nextInt() | 1));
            case "int64" -> Optional.of(NODES.numberNode(random.nextLong() | 1));
            case "double" -> Optional.of(NODES.numberNode(1 + random.nextDouble()));
            case "bytes" -> Optional.of(NODES.binaryNode(new byte[] {1, (byte) random.nextInt()}));
            case "Quantity" -> Optional.of(NODES.textNode(1 + random.nextInt(9) + "Mi"));
            case "IntOrString" ->
                    Optional.of(
                            random.nextBoolean()
                                    ? NODES.textNode(text())
                                    : NODES.numberNode(random.nextInt() | 1));
            case "Time" -> Optional.of(NODES.textNode(time() + "Z"));
            case "MicroTime" -> Optional.of(NODES.textNode(time() + ".000001Z"));
            case "FieldsV1", "RawExtension" ->
                    Optional.of(NODES.objectNode().put(text(), random.nextInt()));
            // The tables do not say what is in them.
            case "JSONSchemaProps", "Anything" -> Optional.empty();
            default -> {
                ObjectNode object = NODES.objectNode();
                if (depth < DEEPEST) {
                    table.messageOf(field).ifPresent(inner -> fill(object, inner, depth + 1));
                }
                yield Optional.<JsonNode>of(object).filter(all -> !all.isEmpty());
            }
        };
    }

    private String time() {
        return "20%02d-0%d-1%dT00:00:0%d"
                .formatted(
                        random.nextInt(100),
                        1 + random.nextInt(9),
                        random.nextInt(10),
                        random.nextInt(10));
    }

    private String text() {
        String letters = "ab/-.é😀\n\"";
        StringBuilder text = new StringBuilder("t");
        for (int i = random.nextInt(5); i > 0; i--) {
            text.append(letters.charAt(random.nextInt(5)));
        }
        return random.nextInt(20) == 0 ? text + letters : text.toString();
    }
}
