package dev.perk.control.apiserver.definitions;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Locale;

/**
 * What a definition says without saying it.
 *
 * <p>Source: {@code k8s.io/apiextensions-apiserver pkg/apis/apiextensions/v1/defaults.go}.
 */
public final class DefinitionDefaults {
    private DefinitionDefaults() {}

    /** Changes {@code definition} in place. */
    public static void apply(ObjectNode definition) {
        if (!(definition.path("spec") instanceof ObjectNode spec)) {
            return;
        }
        if (spec.path("names") instanceof ObjectNode names) {
            String kind = names.path("kind").asText();
            if (names.path("singular").asText().isEmpty()) {
                names.put("singular", kind.toLowerCase(Locale.ROOT));
            }
            if (names.path("listKind").asText().isEmpty() && !kind.isEmpty()) {
                names.put("listKind", kind + "List");
            }
        }
        if (!spec.path("conversion").isObject()) {
            spec.putObject("conversion").put("strategy", "None");
        }
    }

    /**
     * Notes the version that objects are stored in from now on: as long as it stands in the status,
     * there may be objects of that version.
     */
    public static void noteStorage(ObjectNode definition) {
        ObjectNode status = definition.withObject("/status");
        if (!status.has("acceptedNames")) {
            status.putObject("acceptedNames").put("kind", "").put("plural", "");
            status.putArray("conditions");
        }
        ArrayNode stored = status.withArray("/storedVersions");
        for (JsonNode version : definition.path("spec").path("versions")) {
            boolean isKnown =
                    stored.valueStream().anyMatch(each -> each.equals(version.path("name")));
            if (version.path("storage").asBoolean() && !isKnown) {
                stored.add(version.path("name").asText());
            }
        }
    }
}
