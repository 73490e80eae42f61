package dev.perk.control.workloads.namespaces;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.perk.control.workloads.model.Condition;
import dev.perk.control.workloads.model.Conditions;
import dev.perk.kube.Json;
import dev.perk.kube.KubeObject;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * The status of a namespace that is being deleted: what is left in it, and what holds it. Source:
 * kubernetes {@code pkg/controller/namespace/deletion/status_condition_utils.go}.
 */
record Clearing(KubeObject namespace, List<KubeObject> contents, Instant now) {

    Clearing {
        contents = List.copyOf(contents);
    }

    /**
     * @param failure what kept an object from being deleted
     */
    ObjectNode status(Optional<String> failure) {
        ObjectNode status = Json.object().put("phase", "Terminating");
        Conditions.of(namespace.status())
                .replacing(
                        good(
                                "NamespaceDeletionDiscoveryFailure",
                                "ResourcesDiscovered",
                                "All resources successfully discovered"))
                .replacing(
                        good(
                                "NamespaceDeletionGroupVersionParsingFailure",
                                "ParsedGroupVersions",
                                "All legacy kube types successfully parsed"))
                .replacing(deletion(failure))
                .replacing(remaining())
                .replacing(finalizers())
                .writeTo(status);
        return status;
    }

    private Condition deletion(Optional<String> failure) {
        String type = "NamespaceDeletionContentFailure";
        return failure.map(message ->
                        bad(
                                type,
                                "ContentDeletionFailed",
                                "Failed to delete all resource types, 1 remaining: " + message))
                .orElseGet(() ->
                        good(
                                type,
                                "ContentDeleted",
                                "All content successfully deleted, may be waiting on"
                                        + " finalization"));
    }

    private Condition remaining() {
        String type = "NamespaceContentRemaining";
        Map<String, Integer> counts = new TreeMap<>();
        for (KubeObject object : contents) {
            String kind = object.type().plural() + "." + object.type().group();
            counts.merge(kind, 1, Integer::sum);
        }
        return counts.isEmpty()
                ? good(type, "ContentRemoved", "All content successfully removed")
                : bad(
                        type,
                        "SomeResourcesRemain",
                        "Some resources are remaining: " + list(counts, " has "));
    }

    private Condition finalizers() {
        String type = "NamespaceFinalizersRemaining";
        Map<String, Integer> counts = new TreeMap<>();
        for (KubeObject object : contents) {
            object.finalizers().forEach(name -> counts.merge(name, 1, Integer::sum));
        }
        return counts.isEmpty()
                ? good(type, "ContentHasNoFinalizers", "All content-preserving finalizers finished")
                : bad(
                        type,
                        "SomeFinalizersRemain",
                        "Some content in the namespace has finalizers remaining: "
                                + list(counts, " in "));
    }

    private static String list(Map<String, Integer> counts, String verb) {
        List<String> parts = new ArrayList<>();
        counts.forEach((what, count) -> parts.add(what + verb + count + " resource instances"));
        return String.join(", ", parts);
    }

    private Condition good(String type, String reason, String message) {
        return Condition.of(type, Condition.FALSE, reason, message, now);
    }

    private Condition bad(String type, String reason, String message) {
        return Condition.of(type, Condition.TRUE, reason, message, now);
    }
}
