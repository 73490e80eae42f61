package dev.perk.control.apiserver.managedfields;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.perk.kube.Json;
import dev.perk.kube.fields.Comparison;
import dev.perk.kube.fields.DeclaredFields;
import dev.perk.kube.fields.FieldSet;
import dev.perk.kube.fields.FieldType;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/**
 * Objects that kubectl used to apply by itself, and begins to have applied: it does not conflict
 * with what it has applied before.
 *
 * <p>Source: {@code k8s.io/apimachinery pkg/util/managedfields/internal/lastappliedmanager.go},
 * {@code lastappliedupdater.go}.
 */
final class LastApplied {
    private static final String ANNOTATION = "kubectl.kubernetes.io/last-applied-configuration";
    private static final String KUBECTL = "kubectl";

    private LastApplied() {}

    /** The conflicts that are left; empty if there are none. */
    static Optional<ApplyConflict> remaining(
            FieldType type, String manager, ObjectNode live, ApplyConflict conflict) {
        Optional<JsonNode> last = manager.equals(KUBECTL) ? read(live) : Optional.empty();
        if (last.isEmpty()) {
            return Optional.of(conflict);
        }
        Comparison since = Comparison.between(type, last.get(), live);
        FieldSet own =
                DeclaredFields.of(type, last.get())
                        .difference(since.changed())
                        .difference(since.removed());
        return Optional.of(conflict.each(fields -> fields.difference(own)))
                .filter(left -> !left.isEmpty());
    }

    private static Optional<JsonNode> read(ObjectNode live) {
        JsonNode text = live.path("metadata").path("annotations").path(ANNOTATION);
        try {
            return text.isTextual()
                    ? Optional.of(Json.read(text.asText().getBytes(StandardCharsets.UTF_8)))
                            .filter(JsonNode::isObject)
                    : Optional.empty();
        } catch (UncheckedIOException e) {
            return Optional.empty();
        }
    }

    /**
     * The annotation, where it is there at all, says what is applied, so that kubectl can go back.
     */
    static ObjectNode followed(String manager, ObjectNode object) {
        boolean isThere = object.path("metadata").path("annotations").path(ANNOTATION).isTextual();
        if (!manager.equals(KUBECTL) || !isThere) {
            return object;
        }
        ObjectNode copy = object.deepCopy();
        ObjectNode annotations = copy.withObject("/metadata/annotations");
        annotations.remove(ANNOTATION);
        annotations.put(ANNOTATION, copy + "\n");
        return copy;
    }
}
