package dev.perk.control.apiserver.structural;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.perk.control.apiserver.structural.StructuralSchema.ListType;
import dev.perk.kube.Json;
import dev.perk.kube.store.FieldError;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Finds elements that are twice in lists where each must be there once.
 *
 * <p>Source: {@code k8s.io/apiextensions-apiserver pkg/apiserver/schema/listtype}.
 */
record Duplicates(List<FieldError> out) {

    void find(StructuralSchema schema, JsonNode value, String path) {
        if (value.isObject()) {
            value.properties()
                    .forEach(field ->
                            schema.field(field.getKey())
                                    .ifPresent(below ->
                                            find(
                                                    below,
                                                    field.getValue(),
                                                    SchemaCheck.join(path, field.getKey()))));
        } else if (value.isArray()) {
            elements(schema, value, path);
        }
    }

    private void elements(StructuralSchema schema, JsonNode list, String path) {
        Set<JsonNode> seen = new HashSet<>();
        for (int i = 0; i < list.size(); i++) {
            String at = path + "[" + i + "]";
            identity(schema, list.path(i))
                    .filter(identity -> !seen.add(identity))
                    .ifPresent(identity -> out.add(FieldError.duplicate(at, GoText.of(identity))));
            if (schema.items().isPresent()) {
                find(schema.items().get(), list.path(i), at);
            }
        }
    }

    private static Optional<JsonNode> identity(StructuralSchema schema, JsonNode element) {
        return switch (schema.list()) {
            case ListType.Atomic _ -> Optional.empty();
            case ListType.Unique _ -> Optional.of(element);
            case ListType.ByKeys(List<String> keys) -> {
                ObjectNode identity = Json.object();
                keys.forEach(key -> {
                    if (element.has(key)) {
                        identity.set(key, element.path(key));
                    }
                });
                // What has none of the keys is missing something else, and says so there.
                yield identity.isEmpty() ? Optional.empty() : Optional.of(identity);
            }
        };
    }
}
