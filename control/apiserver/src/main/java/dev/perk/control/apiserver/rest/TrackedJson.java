package dev.perk.control.apiserver.rest;

import com.fasterxml.jackson.core.JsonParseException;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLParser;
import dev.perk.control.apiserver.schema.FieldProblem;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Reads a document and notices names that an object has twice, which a plain tree cannot tell.
 *
 * <p>The parser bounds how deep a document may be nested, and how long a number may be. Aliases of
 * YAML are replaced by what they stand for, and its merge keys by what they bring, as long as that
 * does not blow the document up.
 */
final class TrackedJson {
    private static final JsonNodeFactory NODES = JsonNodeFactory.instance;

    private static final String MERGE_KEY = "<<";

    /** How much aliases may add to a document: as much as a body may have, roughly in bytes. */
    private static final int MAX_ALIASED = 3 * 1024 * 1024;

    private static final int WEIGHT_OF_NODE = 8;
    private static final char REPLACEMENT = '\uFFFD';

    private final JsonParser parser;
    private final Map<String, JsonNode> anchors = new HashMap<>();
    private long aliased;
    private final List<FieldProblem> duplicates = new ArrayList<>();

    private TrackedJson(JsonParser parser) {
        this.parser = parser;
    }

    /** A document, and the names that were there twice; the last value has won. */
    record Read(JsonNode tree, List<FieldProblem> duplicates) {}

    /**
     * Reads the one document that {@code parser} must hold.
     *
     * @throws IOException if it is malformed, nested too deep, or followed by something else
     */
    static Read read(JsonParser parser) throws IOException {
        TrackedJson tracked = new TrackedJson(parser);
        JsonToken first = parser.nextToken();
        if (first == null) {
            throw new JsonParseException(parser, "unexpected end of input");
        }
        JsonNode tree = tracked.value(first, "");
        if (parser.nextToken() != null) {
            throw new JsonParseException(parser, "unexpected data after top-level value");
        }
        return new Read(tree, tracked.duplicates);
    }

    private JsonNode value(JsonToken token, String path) throws IOException {
        if (isAlias()) {
            return alias(parser.getText());
        }
        Object anchor = parser.getObjectId();
        JsonNode value = plainValue(token, path);
        if (anchor != null) {
            anchors.put(anchor.toString(), value);
        }
        return value;
    }

    private boolean isAlias() {
        return parser instanceof YAMLParser yaml && yaml.isCurrentAlias();
    }

    private JsonNode alias(String name) throws IOException {
        JsonNode original = anchors.get(name);
        if (original == null) {
            throw new JsonParseException(parser, "unknown anchor '" + name + "' referenced");
        }
        aliased += weight(original);
        if (aliased > MAX_ALIASED) {
            throw new JsonParseException(parser, "document contains excessive aliasing");
        }
        return original.deepCopy();
    }

    private static long weight(JsonNode tree) {
        long weight = WEIGHT_OF_NODE;
        weight += tree.isTextual() ? tree.textValue().length() : 0;
        for (var field : tree.properties()) {
            weight += field.getKey().length();
        }
        for (JsonNode child : tree) {
            weight += weight(child);
        }
        return weight;
    }

    private JsonNode plainValue(JsonToken token, String path) throws IOException {
        return switch (token) {
            case START_OBJECT -> object(path);
            case START_ARRAY -> array(path);
            case VALUE_STRING -> NODES.textNode(wellFormed(parser.getText()));
            case VALUE_NUMBER_INT -> integer();
            case VALUE_NUMBER_FLOAT -> fraction();
            case VALUE_TRUE -> NODES.booleanNode(true);
            case VALUE_FALSE -> NODES.booleanNode(false);
            case VALUE_NULL -> NODES.nullNode();
            case END_OBJECT, END_ARRAY, FIELD_NAME, VALUE_EMBEDDED_OBJECT, NOT_AVAILABLE ->
                    throw new JsonParseException(parser, "unexpected " + token);
        };
    }

    private JsonNode fraction() throws IOException {
        double value = parser.getDoubleValue();
        if (Double.isInfinite(value) || Double.isNaN(value)) {
            throw new JsonParseException(
                    parser,
                    "json: cannot unmarshal number "
                            + parser.getText()
                            + " into Go value of type float64");
        }
        return NODES.numberNode(value);
    }

    /** Halves of surrogate pairs are no characters, and could not be written again. */
    private static String wellFormed(String text) {
        for (int at = 0; at < text.length(); at++) {
            if (Character.isSurrogate(text.charAt(at))) {
                return text.codePoints()
                        .map(c -> isSurrogate(c) ? REPLACEMENT : c)
                        .collect(
                                StringBuilder::new,
                                StringBuilder::appendCodePoint,
                                StringBuilder::append)
                        .toString();
            }
        }
        return text;
    }

    private static boolean isSurrogate(int codePoint) {
        return codePoint >= Character.MIN_SURROGATE && codePoint <= Character.MAX_SURROGATE;
    }

    private JsonNode integer() throws IOException {
        return switch (parser.getNumberType()) {
            case INT -> NODES.numberNode(parser.getIntValue());
            case LONG -> NODES.numberNode(parser.getLongValue());
            default -> NODES.numberNode(parser.getBigIntegerValue());
        };
    }

    private ObjectNode object(String path) throws IOException {
        ObjectNode object = NODES.objectNode();
        List<JsonNode> merged = new ArrayList<>();
        Set<String> names = new HashSet<>();
        while (parser.nextToken() == JsonToken.FIELD_NAME) {
            String name = wellFormed(parser.currentName());
            String here = path.isEmpty() ? name : path + "." + name;
            JsonToken token = parser.nextToken();
            if (name.equals(MERGE_KEY) && parser instanceof YAMLParser) {
                merged.add(value(token, here));
                continue;
            }
            if (!names.add(name)) {
                duplicates.add(new FieldProblem.Duplicate(here));
            }
            object.set(name, value(token, here));
        }
        for (JsonNode more : merged) {
            merge(object, more);
        }
        return object;
    }

    /** What the object says itself counts. */
    private void merge(ObjectNode object, JsonNode more) throws IOException {
        switch (more) {
            case ObjectNode one ->
                    one.properties()
                            .forEach(field -> {
                                if (!object.has(field.getKey())) {
                                    object.set(field.getKey(), field.getValue());
                                }
                            });
            case ArrayNode several -> {
                for (JsonNode one : several) {
                    merge(object, one);
                }
            }
            default ->
                    throw new JsonParseException(
                            parser, "map merge requires map or sequence of maps as the value");
        }
    }

    private ArrayNode array(String path) throws IOException {
        ArrayNode array = NODES.arrayNode();
        for (JsonToken token = parser.nextToken();
                token != JsonToken.END_ARRAY;
                token = parser.nextToken()) {
            array.add(value(token, path + "[" + array.size() + "]"));
        }
        return array;
    }
}
