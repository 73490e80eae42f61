package dev.perk.api.validation;

import static dev.perk.api.validation.JsonFields.isPresent;
import static dev.perk.api.validation.JsonFields.text;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.Set;

/**
 * What goes into the files of a volume. Source: {@code knative/serving
 * pkg/apis/serving/k8s_validation.go}.
 */
final class ProjectionRules {
    private static final List<String> PROJECTED =
            List.of("secret", "configMap", "serviceAccountToken", "downwardAPI");

    private final FieldErrors out;

    ProjectionRules(FieldErrors out) {
        this.out = out;
    }

    void checkItems(JsonNode source, FieldPath at) {
        List<JsonNode> items = JsonFields.items(source.path("items"));
        for (int i = 0; i < items.size(); i++) {
            FieldPath path = at.field("items").index(i);
            JsonFields.allow(items.get(i), Set.of("key", "path", "mode"), path, out);
            require(items.get(i), "key", path);
            require(items.get(i), "path", path);
        }
    }

    private void require(JsonNode object, String field, FieldPath at) {
        if (text(object, field).isEmpty()) {
            out.missing(at.field(field));
        }
    }

    void check(JsonNode source, FieldPath at) {
        JsonFields.allow(source, Set.copyOf(PROJECTED), at, out);
        List<String> specified =
                PROJECTED.stream().filter(kind -> isPresent(source.path(kind))).toList();
        if (specified.isEmpty()) {
            out.missingOneOf(at, PROJECTED);
        } else if (specified.size() > 1) {
            out.multipleOneOf(at, specified);
        }
        for (String kind : specified) {
            JsonNode projection = source.path(kind);
            FieldPath path = at.field(kind);
            switch (kind) {
                case "serviceAccountToken" -> {
                    JsonFields.allow(
                            projection, Set.of("audience", "expirationSeconds", "path"), path, out);
                    require(projection, "path", path);
                }
                case "downwardAPI" -> checkDownward(projection, path);
                default -> {
                    JsonFields.allow(projection, Set.of("name", "items", "optional"), path, out);
                    require(projection, "name", path);
                    checkItems(projection, path);
                }
            }
        }
    }

    private void checkDownward(JsonNode projection, FieldPath at) {
        JsonFields.allow(projection, Set.of("items"), at, out);
        List<JsonNode> items = JsonFields.items(projection.path("items"));
        for (int i = 0; i < items.size(); i++) {
            JsonNode item = items.get(i);
            FieldPath path = at.field("items").index(i);
            JsonFields.allow(
                    item, Set.of("path", "fieldRef", "resourceFieldRef", "mode"), path, out);
            boolean field = isPresent(item.path("fieldRef"));
            boolean resource = isPresent(item.path("resourceFieldRef"));
            if (!field && !resource) {
                out.missingOneOf(path, List.of("fieldRef", "resourceFieldRef"));
            } else if (field && resource) {
                out.error(
                        "Within a single item, cannot set both",
                        path.field("fieldRef"),
                        path.field("resourceFieldRef"));
            }
            require(item, "path", path);
        }
    }
}
