package dev.perk.testing.simulation.patches;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import dev.perk.kube.Json;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.random.RandomGenerator;

/** A random type, as the models see it, its schema, and random values of it. */
sealed interface Shape {

    record Leaf() implements Shape {}

    /** A list that is one value. */
    record Atomic() implements Shape {}

    record Entries() implements Shape {}

    /** A list of different texts. */
    record Values() implements Shape {}

    record Struct(Map<String, Shape> fields) implements Shape {}

    /** A list of structs that differ in {@code key}. */
    record Keyed(String key, Struct elements) implements Shape {}

    String KEY = "key";

    static Struct struct(RandomGenerator random, int depth) {
        Map<String, Shape> fields = new TreeMap<>();
        for (String name : new String[] {"a", "b", "c", "d"}) {
            fields.put(name, any(random, depth));
        }
        return new Struct(fields);
    }

    private static Shape any(RandomGenerator random, int depth) {
        return switch (random.nextInt(depth > 0 ? 6 : 4)) {
            case 0 -> new Leaf();
            case 1 -> new Atomic();
            case 2 -> new Entries();
            case 3 -> new Values();
            case 4 -> struct(random, depth - 1);
            default -> {
                Struct elements = struct(random, depth - 1);
                elements.fields().put(KEY, new Leaf());
                yield new Keyed(KEY, elements);
            }
        };
    }

    default ObjectNode schema() {
        ObjectNode schema = Json.object();
        switch (this) {
            case Leaf _ -> schema.put("type", "string");
            case Atomic _ -> schema.put("type", "array").putObject("items").put("type", "string");
            case Entries _ ->
                    schema.put("type", "object")
                            .putObject("additionalProperties")
                            .put("type", "string");
            case Values _ ->
                    schema.put("type", "array")
                            .put("x-kubernetes-list-type", "set")
                            .put("x-kubernetes-patch-strategy", "merge")
                            .putObject("items")
                            .put("type", "string");
            case Struct(var fields) -> {
                ObjectNode properties = schema.put("type", "object").putObject("properties");
                fields.forEach((name, shape) -> properties.set(name, shape.schema()));
            }
            case Keyed(String key, Struct elements) -> {
                schema.put("type", "array")
                        .put("x-kubernetes-list-type", "map")
                        .put("x-kubernetes-patch-strategy", "merge")
                        .put("x-kubernetes-patch-merge-key", key)
                        .set("items", elements.schema());
                schema.putArray("x-kubernetes-list-map-keys").add(key);
            }
        }
        return schema;
    }

    default JsonNode value(RandomGenerator random) {
        return switch (this) {
            case Leaf _ -> text(random);
            case Atomic _ -> {
                ArrayNode list = Json.mapper().createArrayNode();
                for (int i = random.nextInt(3); i > 0; i--) {
                    list.add(text(random));
                }
                yield list;
            }
            case Entries _ -> {
                ObjectNode map = Json.object();
                for (int i = 1 + random.nextInt(3); i > 0; i--) {
                    map.set(text(random).asText(), text(random));
                }
                yield map;
            }
            case Values _ -> {
                ArrayNode list = Json.mapper().createArrayNode();
                texts(random).forEach(list::add);
                yield list;
            }
            case Struct(var fields) -> {
                ObjectNode object = Json.object();
                fields.forEach((name, shape) -> {
                    if (random.nextBoolean()) {
                        object.set(name, shape.value(random));
                    }
                });
                yield object;
            }
            case Keyed(String key, Struct elements) -> {
                ArrayNode list = Json.mapper().createArrayNode();
                for (String text : texts(random)) {
                    ObjectNode element = (ObjectNode) elements.value(random);
                    list.add(element.put(key, text));
                }
                yield list;
            }
        };
    }

    private static Iterable<String> texts(RandomGenerator random) {
        Map<Integer, String> inAnyOrder = new TreeMap<>();
        var different = new TreeSet<String>();
        for (int i = 1 + random.nextInt(3); i > 0; i--) {
            String text = text(random).asText();
            if (different.add(text)) {
                inAnyOrder.put(random.nextInt(), text);
            }
        }
        return inAnyOrder.values();
    }

    static TextNode text(RandomGenerator random) {
        return TextNode.valueOf(String.valueOf((char) ('u' + random.nextInt(5))));
    }
}
