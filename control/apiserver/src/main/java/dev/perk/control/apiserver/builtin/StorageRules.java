package dev.perk.control.apiserver.builtin;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.perk.api.validation.Semantic;
import dev.perk.kube.Json;
import dev.perk.kube.store.FieldError;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Volumes, claims and their classes. What only a driver could make sense of is left to it. Source:
 * {@code kubernetes pkg/apis/core/validation}, {@code pkg/apis/storage/validation}.
 */
final class StorageRules {
    private static final List<String> MODES =
            List.of("ReadOnlyMany", "ReadWriteMany", "ReadWriteOnce", "ReadWriteOncePod");
    private static final List<String> RECLAIM = List.of("Delete", "Recycle", "Retain");
    private static final List<String> CLASS_RECLAIM = List.of("Delete", "Retain");
    private static final List<String> BINDING = List.of("Immediate", "WaitForFirstConsumer");

    /** Fields of a volume's spec that say something else than where it is. */
    private static final Set<String> NOT_SOURCES =
            Set.of(
                    "capacity",
                    "accessModes",
                    "claimRef",
                    "persistentVolumeReclaimPolicy",
                    "storageClassName",
                    "mountOptions",
                    "volumeMode",
                    "nodeAffinity",
                    "volumeAttributesClassName");

    private StorageRules() {}

    static void volume(ObjectNode volume, Optional<ObjectNode> old, List<FieldError> out) {
        JsonNode spec = volume.path("spec");
        if (spec.path("accessModes").isEmpty()) {
            out.add(FieldError.required("spec.accessModes", ""));
        }
        modes(spec, "spec", out);
        if (spec.path("capacity").isEmpty()) {
            out.add(FieldError.required("spec.capacity", ""));
        } else if (!spec.path("capacity").has("storage")) {
            out.add(
                    FieldError.unsupported(
                            "spec.capacity", spec.path("capacity").toString(), "\"storage\""));
        }
        Amounts.notNegative(spec.path("capacity"), "spec.capacity", out);
        List<String> sources =
                spec.propertyStream()
                        .filter(field -> !NOT_SOURCES.contains(field.getKey()))
                        .filter(field -> !field.getValue().isNull())
                        .map(field -> field.getKey())
                        .toList();
        if (sources.isEmpty()) {
            out.add(FieldError.required("spec", "must specify a volume type"));
        }
        for (String extra : sources.subList(Math.min(1, sources.size()), sources.size())) {
            out.add(
                    FieldError.forbidden(
                            "spec." + extra, "may not specify more than 1 volume type"));
        }
        PodSpecRules.oneOf(spec, "persistentVolumeReclaimPolicy", RECLAIM, "spec", out);
        old.ifPresent(before -> {
            for (String source : sources) {
                if (!Semantic.equal(before.path("spec").path(source), spec.path(source))) {
                    out.add(
                            FieldError.forbidden(
                                    "spec.persistentvolumesource",
                                    "spec.persistentvolumesource is immutable after creation"));
                }
            }
        });
    }

    static void claim(ObjectNode claim, Optional<ObjectNode> old, List<FieldError> out) {
        JsonNode spec = claim.path("spec");
        if (spec.path("accessModes").isEmpty()) {
            out.add(FieldError.required("spec.accessModes", "at least 1 access mode is required"));
        }
        modes(spec, "spec", out);
        JsonNode size = spec.at("/resources/requests/storage");
        String at = "spec.resources[storage]";
        if (size.isMissingNode()) {
            out.add(FieldError.required(at, ""));
        } else {
            Amounts.of(size, at, out)
                    .filter(amount -> amount.amount().signum() <= 0)
                    .ifPresent(_ ->
                            out.add(
                                    FieldError.invalidText(
                                            at, size.asText(), "must be greater than zero")));
        }
        boolean isChanged =
                old.filter(before -> !Semantic.equal(fixed(before), fixed(claim))).isPresent();
        if (isChanged) {
            out.add(
                    FieldError.forbidden(
                            "spec",
                            "spec is immutable after creation except resources.requests and"
                                    + " volumeAttributesClassName for bound claims"));
        }
    }

    /** Only what is bound may grow, and whoever binds a claim names its volume. */
    private static ObjectNode fixed(ObjectNode claim) {
        ObjectNode fixed = Json.object();
        fixed.setAll((ObjectNode) claim.path("spec"));
        fixed.remove("volumeName");
        if (claim.at("/status/phase").asText().equals("Bound")) {
            fixed.remove(List.of("resources", "volumeAttributesClassName"));
        }
        return fixed;
    }

    private static void modes(JsonNode spec, String at, List<FieldError> out) {
        JsonNode modes = spec.path("accessModes");
        for (int i = 0; i < modes.size(); i++) {
            if (!MODES.contains(modes.get(i).asText())) {
                out.add(
                        FieldError.unsupported(
                                at + ".accessModes",
                                "\"" + modes.get(i).asText() + "\"",
                                "\"" + String.join("\", \"", MODES) + "\""));
            }
        }
    }

    static void storageClass(
            ObjectNode storageClass, Optional<ObjectNode> old, List<FieldError> out) {
        if (storageClass.path("provisioner").asText().isEmpty()) {
            out.add(FieldError.required("provisioner", ""));
        }
        PodSpecRules.oneOf(storageClass, "reclaimPolicy", CLASS_RECLAIM, "", out);
        PodSpecRules.oneOf(storageClass, "volumeBindingMode", BINDING, "", out);
        old.ifPresent(before -> {
            for (String field : List.of("parameters", "provisioner", "reclaimPolicy")) {
                if (!Semantic.equal(before.path(field), storageClass.path(field))) {
                    out.add(FieldError.forbidden(field, "updates to " + field + " are forbidden."));
                }
            }
            JsonNode binding = storageClass.path("volumeBindingMode");
            if (!before.path("volumeBindingMode").equals(binding)) {
                out.add(
                        FieldError.invalid(
                                "volumeBindingMode", binding.toString(), "field is immutable"));
            }
        });
    }
}
