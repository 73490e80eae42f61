package dev.perk.control.apiserver.protobuf;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.perk.control.apiserver.schema.Field;
import dev.perk.control.apiserver.schema.Message;
import dev.perk.control.apiserver.schema.MessageTable;
import dev.perk.kube.Json;
import dev.perk.kube.store.ApiException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

/**
 * Kubernetes objects out of their protobuf envelope.
 *
 * <p>Go writes every field that is not a pointer, also when it is zero; JSON leaves those out, and
 * so does the tree.
 */
public final class ProtobufObjects {
    /** The media type of such a body. */
    public static final String MEDIA_TYPE = "application/vnd.kubernetes.protobuf";

    private static final byte[] MAGIC = {'k', '8', 's', 0};
    private static final int MAX_DEPTH = 100;

    private final MessageTable table;

    public ProtobufObjects(MessageTable table) {
        this.table = table;
    }

    /**
     * The object in {@code body}, with its apiVersion and kind.
     *
     * @throws ApiException 400 if the body is malformed, 415 if the table does not know its kind
     */
    public ObjectNode read(byte[] body) {
        if (body.length < MAGIC.length
                || !Arrays.equals(MAGIC, Arrays.copyOf(body, MAGIC.length))) {
            throw Wire.malformed("it does not begin with \"k8s\\0\"");
        }
        String apiVersion = "";
        String kind = "";
        byte[] raw = {};
        Wire envelope = new Wire(Arrays.copyOfRange(body, MAGIC.length, body.length));
        while (envelope.next()) {
            switch (envelope.number()) {
                case 1 -> {
                    Wire typeMeta = envelope.message();
                    while (typeMeta.next()) {
                        switch (typeMeta.number()) {
                            case 1 -> apiVersion = typeMeta.string();
                            case 2 -> kind = typeMeta.string();
                            default -> typeMeta.skip();
                        }
                    }
                }
                case 2 -> raw = envelope.bytes();
                default -> envelope.skip();
            }
        }
        ObjectNode object = Json.object().put("apiVersion", apiVersion).put("kind", kind);
        read(new Wire(raw), message(apiVersion, kind), object, 0);
        return object;
    }

    private Message message(String apiVersion, String kind) {
        return table.kind(apiVersion, kind)
                .filter(Message::isNumbered)
                .orElseThrow(() -> unreadable(apiVersion, kind));
    }

    private ApiException unreadable(String apiVersion, String kind) {
        List<String> readable = new ArrayList<>();
        table.kinds()
                .forEach((name, message) -> {
                    if (message.isNumbered()) {
                        readable.add(name);
                    }
                });
        return new ApiException(
                415,
                "UnsupportedMediaType",
                "protobuf bodies of "
                        + apiVersion
                        + ", Kind="
                        + kind
                        + " cannot be read (expected: JSON, YAML, or protobuf of one of "
                        + String.join(", ", readable)
                        + ")",
                ApiException.Details.NONE);
    }

    private void read(Wire wire, Message message, ObjectNode into, int depth) {
        if (depth > MAX_DEPTH) {
            throw Wire.malformed("messages nested more than " + MAX_DEPTH + " deep");
        }
        Map<Integer, Field> fields = message.byNumber();
        while (wire.next()) {
            Field field = fields.get(wire.number());
            if (field == null) {
                wire.skip();
                continue;
            }
            switch (field.shape()) {
                case ONE -> readOne(wire, field, into, depth);
                case LIST -> readElements(wire, field, array(into, field.name()), depth);
                case MAP, MAP_OF_LISTS -> readEntry(wire.message(), field, into, depth);
            }
        }
    }

    private void readOne(Wire wire, Field field, ObjectNode into, int depth) {
        if (field.inline()) {
            read(wire.message(), inner(field), into, depth + 1);
            return;
        }
        JsonNode value = value(wire, field, depth);
        if (!value.isMissingNode() && (field.pointer() || !isZero(value))) {
            into.set(field.name(), value);
        }
    }

    private void readElements(Wire wire, Field field, ArrayNode into, int depth) {
        boolean packed = wire.isBytes() && field.type().startsWith("int");
        if (packed) {
            Wire numbers = wire.message();
            while (!numbers.atEnd()) {
                into.add(numbers.rawVarint());
            }
        } else {
            into.add(value(wire, field, depth));
        }
    }

    private void readEntry(Wire entry, Field field, ObjectNode into, int depth) {
        String key = "";
        JsonNode value = zero(field);
        while (entry.next()) {
            switch (entry.number()) {
                case 1 -> key = entry.string();
                case 2 -> {
                    if (field.shape() == Field.Shape.MAP_OF_LISTS) {
                        ArrayNode list = Json.mapper().createArrayNode();
                        Wire items = entry.message();
                        while (items.next()) {
                            list.add(items.string());
                        }
                        value = list;
                    } else {
                        value = value(entry, field, depth);
                    }
                }
                default -> entry.skip();
            }
        }
        JsonNode map = into.get(field.name());
        ObjectNode target = map instanceof ObjectNode known ? known : into.putObject(field.name());
        target.set(key, value);
    }

    private JsonNode zero(Field field) {
        var nodes = Json.mapper().getNodeFactory();
        return switch (field.type()) {
            case "string", "bytes", "Quantity" -> nodes.textNode("");
            case "int32", "int64", "double" -> nodes.numberNode(0);
            case "bool" -> nodes.booleanNode(false);
            default -> nodes.objectNode();
        };
    }

    private JsonNode value(Wire wire, Field field, int depth) {
        var nodes = Json.mapper().getNodeFactory();
        return switch (field.type()) {
            case "string" -> nodes.textNode(wire.string());
            case "bool" -> nodes.booleanNode(wire.varint() != 0);
            case "int32" -> nodes.numberNode((int) wire.varint());
            case "int64" -> nodes.numberNode(wire.varint());
            case "double" -> nodes.numberNode(wire.fixed64());
            case "bytes" -> nodes.binaryNode(wire.bytes());
            case "Quantity" -> OddTypes.quantity(wire.message());
            case "IntOrString" -> OddTypes.intOrString(wire.message());
            case "Time" -> OddTypes.time(wire.message());
            case "MicroTime" -> OddTypes.microTime(wire.message());
            case "FieldsV1", "RawExtension" -> OddTypes.rawJson(wire.message());
            case "JSONSchemaProps" -> JsonSchemas.read(wire.message());
            default -> {
                ObjectNode object = Json.object();
                read(wire.message(), inner(field), object, depth + 1);
                yield object;
            }
        };
    }

    private Message inner(Field field) {
        return table.messageOf(field).orElseThrow();
    }

    private static ArrayNode array(ObjectNode into, String name) {
        return into.get(name) instanceof ArrayNode known ? known : into.putArray(name);
    }

    private static boolean isZero(JsonNode value) {
        return switch (value.getNodeType()) {
            case STRING -> value.asText().isEmpty();
            case NUMBER -> value.asDouble() == 0;
            case BOOLEAN -> !value.asBoolean();
            case OBJECT, ARRAY -> value.isEmpty();
            case BINARY -> value.asText().isEmpty();
            case NULL, MISSING, POJO -> true;
        };
    }
}
