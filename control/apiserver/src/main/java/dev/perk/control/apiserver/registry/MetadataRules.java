package dev.perk.control.apiserver.registry;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.perk.api.Kinds;
import dev.perk.api.ResourceType;
import dev.perk.kube.KubeObject;
import dev.perk.kube.NameSyntax;
import dev.perk.kube.store.FieldError;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/**
 * What is wrong with an object's metadata.
 *
 * <p>Source: {@code k8s.io/apimachinery pkg/api/validation/objectmeta.go}.
 */
final class MetadataRules {
    private static final int MOST_ANNOTATION_BYTES = 256 * 1024;
    private static final Set<String> STANDARD_FINALIZERS =
            Set.of("kubernetes", "orphan", "foregroundDeletion");

    private final List<FieldError> errors = new ArrayList<>();

    private MetadataRules() {}

    /** Of a new object, whose name is complete. */
    static List<FieldError> check(ResourceType type, ObjectNode object) {
        var rules = new MetadataRules();
        JsonNode metadata = object.path("metadata");
        rules.name(type, metadata);
        rules.content(type, metadata);
        return rules.errors;
    }

    /** Of a changed object, whose immutable fields are already those of the old one. */
    static List<FieldError> check(KubeObject old, ObjectNode changed) {
        var rules = new MetadataRules();
        JsonNode metadata = changed.path("metadata");
        rules.content(old.type(), metadata);
        if (old.isDeleting()) {
            List<String> added = new ArrayList<>(texts(metadata.path("finalizers")));
            added.removeAll(old.finalizers());
            if (!added.isEmpty()) {
                rules.errors.add(
                        FieldError.forbidden(
                                "metadata.finalizers",
                                "no new finalizers can be added if the object is being deleted,"
                                        + " found new finalizers []string{\""
                                        + String.join("\", \"", added)
                                        + "\"}"));
            }
        }
        return rules.errors;
    }

    private void name(ResourceType type, JsonNode metadata) {
        String name = metadata.path("name").asText();
        String prefix = metadata.path("generateName").asText();
        if (name.isEmpty()) {
            errors.add(FieldError.required("metadata.name", "name or generateName is required"));
            return;
        }
        List<String> problems;
        if (type.equals(Kinds.NAMESPACE)) {
            problems = NameSyntax.label(name);
        } else if (type.equals(Kinds.SERVICE)) {
            problems = NameSyntax.label1035(name);
        } else if (type.group().equals(Kinds.ROLE.group())) {
            problems = NameSyntax.pathSegment(name);
        } else {
            problems = NameSyntax.subdomain(name);
        }
        // A bad prefix makes a bad name; people know the one that they wrote.
        boolean generated = !prefix.isEmpty() && name.startsWith(prefix);
        for (String problem : problems) {
            errors.add(
                    generated
                            ? FieldError.invalidText("metadata.generateName", prefix, problem)
                            : FieldError.invalidText("metadata.name", name, problem));
        }
    }

    private void content(ResourceType type, JsonNode metadata) {
        labels(metadata.path("labels"));
        annotations(metadata.path("annotations"));
        owners(metadata.path("ownerReferences"));
        for (String finalizer : texts(metadata.path("finalizers"))) {
            NameSyntax.qualifiedName(finalizer)
                    .forEach(problem ->
                            errors.add(
                                    FieldError.invalidText(
                                            "metadata.finalizers", finalizer, problem)));
            // Custom resources and their definitions may use bare names, as Knative's Routes do.
            if (!type.custom()
                    && !type.equals(Kinds.CUSTOM_RESOURCE_DEFINITION)
                    && !finalizer.contains("/")
                    && !STANDARD_FINALIZERS.contains(finalizer)) {
                errors.add(
                        FieldError.invalidText(
                                "metadata.finalizers",
                                finalizer,
                                "name is neither a standard finalizer name nor is it fully"
                                        + " qualified"));
            }
        }
    }

    private void labels(JsonNode labels) {
        labels.properties()
                .forEach(label -> {
                    NameSyntax.qualifiedName(label.getKey())
                            .forEach(problem -> invalid("labels", label.getKey(), problem));
                    String value = label.getValue().asText();
                    NameSyntax.labelValue(value)
                            .forEach(problem -> invalid("labels", value, problem));
                });
    }

    private void annotations(JsonNode annotations) {
        int bytes = 0;
        for (var annotation : annotations.properties()) {
            // Case counts in the prefix of a label, but not in that of an annotation.
            NameSyntax.qualifiedName(annotation.getKey().toLowerCase(Locale.ROOT))
                    .forEach(problem -> invalid("annotations", annotation.getKey(), problem));
            bytes += size(annotation.getKey()) + size(annotation.getValue().asText());
        }
        if (bytes > MOST_ANNOTATION_BYTES) {
            errors.add(FieldError.tooLong("metadata.annotations", MOST_ANNOTATION_BYTES));
        }
    }

    private void owners(JsonNode owners) {
        int controllers = 0;
        int index = 0;
        for (JsonNode owner : owners) {
            String path = "metadata.ownerReferences[" + index + "].";
            for (String field : List.of("apiVersion", "kind", "name", "uid")) {
                if (owner.path(field).asText().isEmpty()) {
                    errors.add(FieldError.invalidText(path + field, "", "must not be empty"));
                }
            }
            controllers += owner.path("controller").asBoolean() ? 1 : 0;
            index++;
        }
        if (controllers > 1) {
            errors.add(
                    FieldError.invalid(
                            "metadata.ownerReferences",
                            owners.toString(),
                            "Only one reference can have Controller set to true. Found \"true\""
                                    + " in references for "
                                    + controllers
                                    + " owners"));
        }
    }

    private void invalid(String field, String value, String problem) {
        errors.add(FieldError.invalidText("metadata." + field, value, problem));
    }

    private static List<String> texts(JsonNode list) {
        return list.valueStream().map(JsonNode::asText).toList();
    }

    private static int size(String text) {
        return text.getBytes(StandardCharsets.UTF_8).length;
    }
}
