package dev.perk.kube;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.BinaryNode;
import com.fasterxml.jackson.databind.node.FloatNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.LongNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.POJONode;
import com.fasterxml.jackson.databind.node.ShortNode;
import java.io.IOException;
import java.io.UncheckedIOException;

/** JSON text, trees and typed views of them. */
public final class Json {
    private static final ObjectMapper MAPPER =
            JsonMapper.builder()
                    .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
                    .disable(SerializationFeature.WRITE_DATES_AS_TIMESTAMPS)
                    .build();

    private Json() {}

    public static ObjectNode object() {
        return JsonNodeFactory.instance.objectNode();
    }

    public static ObjectMapper mapper() {
        return MAPPER;
    }

    /**
     * Reads a document.
     *
     * @throws UncheckedIOException if it is not JSON, with Jackson's explanation
     */
    public static JsonNode read(byte[] json) {
        try {
            return MAPPER.readTree(json);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    public static byte[] write(JsonNode tree) {
        try {
            return MAPPER.writeValueAsBytes(tree);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("a JSON tree can always be written", e);
        }
    }

    /**
     * Whether two trees say the same. Numbers are compared by value: what was built here holds a
     * {@code long} where what was read back holds an {@code int}.
     */
    public static boolean same(JsonNode one, JsonNode other) {
        return one.equals(Json::compareLeaves, other);
    }

    private static int compareLeaves(JsonNode one, JsonNode other) {
        if (one.isNumber() && other.isNumber()) {
            return one.decimalValue().compareTo(other.decimalValue());
        }
        return one.equals(other) ? 0 : 1;
    }

    /**
     * A copy as it would come back from text: an integer built as a {@code long} equals the same
     * one built as an {@code int}, so two such trees are equal exactly when their documents are.
     */
    public static JsonNode canonical(JsonNode tree) {
        return switch (tree) {
            case ObjectNode object -> {
                ObjectNode copy = object();
                object.properties()
                        .forEach(field -> copy.set(field.getKey(), canonical(field.getValue())));
                yield copy;
            }
            case ArrayNode array -> {
                ArrayNode copy = JsonNodeFactory.instance.arrayNode(array.size());
                array.forEach(element -> copy.add(canonical(element)));
                yield copy;
            }
            case LongNode number when number.canConvertToInt() ->
                    JsonNodeFactory.instance.numberNode(number.intValue());
            case ShortNode number -> JsonNodeFactory.instance.numberNode(number.intValue());
            case FloatNode number -> JsonNodeFactory.instance.numberNode(number.doubleValue());
            case POJONode value -> canonical(MAPPER.valueToTree(value.getPojo()));
            case BinaryNode bytes -> JsonNodeFactory.instance.textNode(bytes.asText());
            // The other kinds of nodes are values that never change.
            default -> tree;
        };
    }

    /** The tree as an instance of {@code type}, one of fabric8's model classes. */
    public static <T> T view(JsonNode tree, Class<T> type) {
        try {
            return MAPPER.treeToValue(tree, type);
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException(
                    "not a " + type.getSimpleName() + ": " + e.getOriginalMessage(), e);
        }
    }

    /** The tree of a fabric8 model object; empty lists and maps do not survive. */
    public static ObjectNode tree(Object typed) {
        return MAPPER.valueToTree(typed);
    }
}
