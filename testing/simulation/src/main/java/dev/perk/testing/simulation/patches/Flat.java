package dev.perk.testing.simulation.patches;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.BooleanNode;
import java.util.Map;
import java.util.TreeMap;

/** An object as a map from paths to values; elements of lists count as values, too. */
final class Flat {
    private final Map<String, JsonNode> values = new TreeMap<>();

    private Flat() {}

    static Map<String, JsonNode> of(Shape shape, JsonNode value) {
        Flat flat = new Flat();
        flat.walk(shape, value, "");
        return flat.values;
    }

    private void walk(Shape shape, JsonNode value, String path) {
        switch (shape) {
            case Shape.Leaf _, Shape.Atomic _ -> values.put(path, value);
            case Shape.Entries _ ->
                    value.properties()
                            .forEach(entry ->
                                    values.put(path + "." + entry.getKey(), entry.getValue()));
            case Shape.Values _ ->
                    value.forEach(
                            element -> values.put(path + "[=" + element + "]", BooleanNode.TRUE));
            case Shape.Struct(var fields) ->
                    fields.forEach((name, inner) -> {
                        if (value.has(name)) {
                            walk(inner, value.path(name), path + "." + name);
                        }
                    });
            case Shape.Keyed(String key, Shape.Struct elements) ->
                    value.forEach(element -> {
                        String here = path + "[" + key + "=" + element.path(key) + "]";
                        values.put(here, BooleanNode.TRUE);
                        walk(elements, element, here);
                    });
        }
    }
}
