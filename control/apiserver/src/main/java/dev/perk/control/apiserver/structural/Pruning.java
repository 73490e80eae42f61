package dev.perk.control.apiserver.structural;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.perk.control.apiserver.structural.StructuralSchema.Additional;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Takes away the fields that a schema does not name.
 *
 * <p>Source: {@code k8s.io/apiextensions-apiserver pkg/apiserver/schema/pruning}.
 */
public final class Pruning {
    /** What every whole object has, whatever its schema says. */
    static final Set<String> ENVELOPE = Set.of("apiVersion", "kind", "metadata");

    private final List<String> pruned = new ArrayList<>();

    private Pruning() {}

    /**
     * Changes {@code object} in place.
     *
     * @return the paths of what is gone, such as {@code spec.items[0].colour}
     */
    public static List<String> prune(StructuralSchema schema, ObjectNode object) {
        var pruning = new Pruning();
        pruning.fields(schema, object, "", true);
        return pruning.pruned;
    }

    private void value(StructuralSchema schema, JsonNode value, String path) {
        switch (value) {
            case ObjectNode object -> fields(schema, object, path, schema.embedded());
            case ArrayNode array ->
                    schema.items()
                            .ifPresent(items -> {
                                for (int i = 0; i < array.size(); i++) {
                                    value(items, array.get(i), path + "[" + i + "]");
                                }
                            });
            default -> {}
        }
    }

    private void fields(StructuralSchema schema, ObjectNode object, String path, boolean whole) {
        Iterator<Map.Entry<String, JsonNode>> fields = object.properties().iterator();
        while (fields.hasNext()) {
            Map.Entry<String, JsonNode> field = fields.next();
            String name = field.getKey();
            if (whole && ENVELOPE.contains(name)) {
                continue;
            }
            String at = path.isEmpty() ? name : path + "." + name;
            var below = schema.field(name);
            if (below.isPresent()) {
                value(below.get(), field.getValue(), at);
            } else if (!schema.preserving()
                    && !(schema.additional() instanceof Additional.Anything)) {
                fields.remove();
                pruned.add(at);
            }
        }
    }
}
