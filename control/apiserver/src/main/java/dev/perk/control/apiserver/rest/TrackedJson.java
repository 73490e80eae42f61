package dev.perk.control.apiserver.rest;

import com.fasterxml.jackson.core.JsonParseException;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.perk.control.apiserver.schema.FieldProblem;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/**
 * Reads a document and notices names that an object has twice, which a plain tree cannot tell.
 *
 * <p>The parser bounds how deep a document may be nested.
 */
final class TrackedJson {
    private static final JsonNodeFactory NODES = JsonNodeFactory.instance;

    private final JsonParser parser;
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
        return switch (token) {
            case START_OBJECT -> object(path);
            case START_ARRAY -> array(path);
            case VALUE_STRING -> NODES.textNode(parser.getText());
            case VALUE_NUMBER_INT -> integer();
            case VALUE_NUMBER_FLOAT -> NODES.numberNode(parser.getDoubleValue());
            case VALUE_TRUE -> NODES.booleanNode(true);
            case VALUE_FALSE -> NODES.booleanNode(false);
            case VALUE_NULL -> NODES.nullNode();
            case END_OBJECT, END_ARRAY, FIELD_NAME, VALUE_EMBEDDED_OBJECT, NOT_AVAILABLE ->
                    throw new JsonParseException(parser, "unexpected " + token);
        };
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
        while (parser.nextToken() == JsonToken.FIELD_NAME) {
            String name = parser.currentName();
            String here = path.isEmpty() ? name : path + "." + name;
            if (object.has(name)) {
                duplicates.add(new FieldProblem.Duplicate(here));
            }
            object.set(name, value(parser.nextToken(), here));
        }
        return object;
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
