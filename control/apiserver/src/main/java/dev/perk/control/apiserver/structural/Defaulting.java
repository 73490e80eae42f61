package dev.perk.control.apiserver.structural;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.perk.control.apiserver.structural.StructuralSchema.Additional;
import java.util.Map;
import java.util.Optional;

/**
 * Fills in what is absent and has a default. Nulls that are no values count as absent, and go if
 * there is no default.
 *
 * <p>Source: {@code k8s.io/apiextensions-apiserver pkg/apiserver/schema/defaulting}.
 */
public final class Defaulting {
    private Defaulting() {}

    /** Changes {@code object} in place. */
    public static void apply(StructuralSchema schema, ObjectNode object) {
        fields(schema, object, true);
    }

    private static void value(StructuralSchema schema, JsonNode value) {
        switch (value) {
            case ObjectNode object -> fields(schema, object, schema.embedded());
            case ArrayNode array ->
                    schema.items()
                            .ifPresent(items -> {
                                for (int i = 0; i < array.size(); i++) {
                                    if (isAbsent(array.get(i), items) && items.hasDefault()) {
                                        array.set(i, items.initial().<JsonNode>deepCopy());
                                    }
                                    value(items, array.get(i));
                                }
                            });
            default -> {}
        }
    }

    private static void fields(StructuralSchema schema, ObjectNode object, boolean whole) {
        for (Map.Entry<String, StructuralSchema> named : schema.properties().entrySet()) {
            StructuralSchema below = named.getValue();
            String name = named.getKey();
            if (below.hasDefault() && isAbsent(object.path(name), below)) {
                object.set(name, below.initial().deepCopy());
            }
        }
        if (schema.additional() instanceof Additional.Values(StructuralSchema values)
                && values.hasDefault()) {
            object.properties()
                    .forEach(field -> {
                        if (!schema.properties().containsKey(field.getKey())
                                && isAbsent(field.getValue(), values)) {
                            field.setValue(values.initial().deepCopy());
                        }
                    });
        }
        object.properties()
                .removeIf(field -> {
                    if (whole && Pruning.ENVELOPE.contains(field.getKey())) {
                        return false;
                    }
                    Optional<StructuralSchema> below = schema.field(field.getKey());
                    return below.isPresent() && isAbsent(field.getValue(), below.get());
                });
        object.properties()
                .forEach(field -> {
                    if (!whole || !Pruning.ENVELOPE.contains(field.getKey())) {
                        schema.field(field.getKey())
                                .ifPresent(below -> value(below, field.getValue()));
                    }
                });
    }

    private static boolean isAbsent(JsonNode value, StructuralSchema schema) {
        return value.isMissingNode() || (value.isNull() && !schema.nullable());
    }
}
