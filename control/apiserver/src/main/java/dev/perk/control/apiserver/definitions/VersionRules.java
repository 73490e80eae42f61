package dev.perk.control.apiserver.definitions;

import com.fasterxml.jackson.databind.JsonNode;
import dev.perk.control.apiserver.table.JsonPath;
import dev.perk.kube.NameSyntax;
import dev.perk.kube.store.FieldError;
import java.util.List;
import java.util.Set;

/**
 * What is wrong with one version in a definition.
 *
 * <p>Source: {@code k8s.io/apiextensions-apiserver pkg/apis/apiextensions/validation}.
 */
final class VersionRules {
    private static final Set<String> COLUMN_TYPES =
            Set.of("boolean", "date", "integer", "number", "string");
    private static final String COLUMN_TYPES_TEXT =
            "\"boolean\", \"date\", \"integer\", \"number\", \"string\"";

    private final JsonNode version;
    private final String at;
    private final List<FieldError> out;

    private VersionRules(JsonNode version, String at, List<FieldError> out) {
        this.version = version;
        this.at = at;
        this.out = out;
    }

    /**
     * @param at the path of the version in its definition
     */
    static void check(JsonNode version, String at, List<FieldError> out) {
        var rules = new VersionRules(version, at, out);
        rules.name();
        rules.schema();
        rules.columns();
        rules.scale();
        rules.selectable();
    }

    private void name() {
        String name = version.path("name").asText();
        List<String> problems = NameSyntax.label1035(name);
        if (!problems.isEmpty()) {
            out.add(FieldError.invalidText(at + ".name", name, String.join(",", problems)));
        }
        String warning = version.path("deprecationWarning").asText();
        if (!warning.isEmpty() && !version.path("deprecated").asBoolean()) {
            out.add(
                    FieldError.invalidText(
                            at + ".deprecationWarning",
                            warning,
                            "can only be set for deprecated versions"));
        }
    }

    private void schema() {
        String where = at + ".schema.openAPIV3Schema";
        JsonNode schema = version.path("schema").path("openAPIV3Schema");
        if (!schema.isObject()) {
            out.add(FieldError.required(where, "schemas are required"));
        } else {
            SchemaRules.check(schema, where, out);
        }
    }

    private void columns() {
        JsonNode columns = version.path("additionalPrinterColumns");
        for (int i = 0; i < columns.size(); i++) {
            String where = at + ".additionalPrinterColumns[" + i + "]";
            JsonNode column = columns.path(i);
            String type = column.path("type").asText();
            if (column.path("name").asText().isEmpty()) {
                out.add(FieldError.required(where + ".name", ""));
            }
            if (type.isEmpty()) {
                out.add(
                        FieldError.required(
                                where + ".type", "must be one of " + COLUMN_TYPES_TEXT));
            } else if (!COLUMN_TYPES.contains(type)) {
                out.add(
                        FieldError.unsupported(
                                where + ".type", "\"" + type + "\"", COLUMN_TYPES_TEXT));
            }
            path(where + ".jsonPath", column.path("jsonPath").asText());
        }
    }

    private void path(String where, String path) {
        if (path.isEmpty()) {
            out.add(FieldError.required(where, ""));
            return;
        }
        try {
            JsonPath.parse(path);
        } catch (IllegalArgumentException e) {
            out.add(
                    FieldError.invalidText(
                            where, path, "is an invalid JSON path: " + e.getMessage()));
        }
    }

    private void scale() {
        JsonNode scale = version.path("subresources").path("scale");
        if (!scale.isObject()) {
            return;
        }
        String where = at + ".subresources.scale";
        scalePath(where + ".specReplicasPath", scale.path("specReplicasPath"), ".spec.");
        scalePath(where + ".statusReplicasPath", scale.path("statusReplicasPath"), ".status.");
        String selector = scale.path("labelSelectorPath").asText();
        if (!selector.isEmpty()
                && !selector.startsWith(".spec.")
                && !selector.startsWith(".status.")) {
            out.add(
                    FieldError.invalidText(
                            where + ".labelSelectorPath",
                            selector,
                            "should be a json path under either .spec or .status"));
        }
    }

    private void scalePath(String where, JsonNode value, String under) {
        String path = value.asText();
        if (path.isEmpty()) {
            out.add(FieldError.required(where, ""));
        } else if (!path.startsWith(under)) {
            out.add(
                    FieldError.invalidText(
                            where,
                            path,
                            "should be a json path under "
                                    + under.substring(0, under.length() - 1)));
        }
    }

    private void selectable() {
        JsonNode fields = version.path("selectableFields");
        for (int i = 0; i < fields.size(); i++) {
            path(
                    at + ".selectableFields[" + i + "].jsonPath",
                    fields.path(i).path("jsonPath").asText());
        }
    }
}
