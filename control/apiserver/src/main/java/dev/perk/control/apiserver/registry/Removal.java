package dev.perk.control.apiserver.registry;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.perk.api.Kinds;
import dev.perk.control.apiserver.definitions.Termination;
import dev.perk.kube.KubeObject;
import dev.perk.kube.store.Deletion;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;

/**
 * What a request to delete does to an object.
 *
 * <p>Source: {@code k8s.io/apiserver pkg/registry/rest/delete.go}, {@code
 * pkg/registry/generic/registry/store.go}; for Pods and Namespaces {@code kubernetes
 * pkg/registry/core}.
 */
sealed interface Removal {

    /** Nothing holds it. */
    record Remove() implements Removal {}

    /** It stays and says that it is going. */
    record Mark(ObjectNode tree) implements Removal {}

    String ORPHAN = "orphan";
    String FOREGROUND = "foregroundDeletion";

    long DEFAULT_GRACE_SECONDS = 30;

    static Removal decide(KubeObject object, Deletion deletion, Instant now) {
        ObjectNode tree = object.tree().deepCopy();
        ObjectNode metadata = tree.withObject("/metadata");
        if (KindRules.hasGrace(object.type())) {
            return decideWithGrace(object, deletion, now, tree);
        }
        setFinalizers(metadata, finalizers(object, deletion));
        if (object.type().equals(Kinds.NAMESPACE)) {
            tree.withObject("/status").put("phase", "Terminating");
        }
        if (object.type().equals(Kinds.CUSTOM_RESOURCE_DEFINITION) && !object.isDeleting()) {
            Termination.begin(tree, now);
        }
        if (!isHeld(tree)) {
            return new Remove();
        }
        if (!object.isDeleting()) {
            mark(object, metadata, now, 0);
        }
        return new Mark(tree);
    }

    /** Whether anything but a grace period keeps the object. */
    static boolean isHeld(ObjectNode tree) {
        boolean holdsContent =
                tree.path("kind").asText().equals(Kinds.NAMESPACE.kind())
                        && !tree.path("spec").path("finalizers").isEmpty();
        return holdsContent || !tree.path("metadata").path("finalizers").isEmpty();
    }

    /** Whether a write has taken away the last thing that kept an object that is going. */
    static boolean isComplete(KubeObject old, ObjectNode changed) {
        JsonNode grace = old.metadata().path("deletionGracePeriodSeconds");
        return old.isDeleting() && grace.asLong() == 0 && !isHeld(changed);
    }

    private static Removal decideWithGrace(
            KubeObject object, Deletion deletion, Instant now, ObjectNode tree) {
        ObjectNode metadata = tree.withObject("/metadata");
        long grace;
        if (object.isDeleting()) {
            long known = object.metadata().path("deletionGracePeriodSeconds").asLong();
            grace = deletion.graceSeconds().orElse(known);
            // It may only be shortened.
            if (grace >= known) {
                return new Mark(tree);
            }
            Instant asked = object.deleted().orElse(now).minusSeconds(known);
            metadata.put("deletionTimestamp", seconds(asked.plusSeconds(grace)));
            metadata.put("deletionGracePeriodSeconds", (int) grace);
        } else {
            grace = grace(object, deletion);
            mark(object, metadata, now, grace);
        }
        setFinalizers(metadata, finalizers(object, deletion));
        return grace == 0 && !isHeld(tree) ? new Remove() : new Mark(tree);
    }

    private static long grace(KubeObject pod, Deletion deletion) {
        String phase = pod.status().path("phase").asText();
        boolean runs =
                !pod.spec().path("nodeName").asText().isEmpty()
                        && !phase.equals("Succeeded")
                        && !phase.equals("Failed");
        if (!runs) {
            return 0;
        }
        OptionalLong asked = deletion.graceSeconds();
        long grace =
                asked.isPresent()
                        ? asked.getAsLong()
                        : pod.spec()
                                .path("terminationGracePeriodSeconds")
                                .asLong(DEFAULT_GRACE_SECONDS);
        return grace < 0 ? 1 : grace;
    }

    private static void mark(KubeObject object, ObjectNode metadata, Instant now, long grace) {
        metadata.put("deletionTimestamp", seconds(now.plusSeconds(grace)));
        if (!object.type().equals(Kinds.NAMESPACE)) {
            metadata.put("deletionGracePeriodSeconds", (int) grace);
        }
        if (object.generation() > 0) {
            metadata.put("generation", (int) object.generation() + 1);
        }
    }

    private static List<String> finalizers(KubeObject object, Deletion deletion) {
        List<String> finalizers = new ArrayList<>(object.finalizers());
        switch (deletion.propagation()) {
            case UNSPECIFIED -> {}
            case BACKGROUND -> finalizers.removeAll(List.of(ORPHAN, FOREGROUND));
            case FOREGROUND -> {
                finalizers.remove(ORPHAN);
                addIfAbsent(finalizers, FOREGROUND);
            }
            case ORPHAN -> {
                finalizers.remove(FOREGROUND);
                addIfAbsent(finalizers, ORPHAN);
            }
        }
        return finalizers;
    }

    private static void addIfAbsent(List<String> finalizers, String finalizer) {
        if (!finalizers.contains(finalizer)) {
            finalizers.add(finalizer);
        }
    }

    private static void setFinalizers(ObjectNode metadata, List<String> finalizers) {
        if (finalizers.isEmpty()) {
            metadata.remove("finalizers");
            return;
        }
        ArrayNode list = metadata.putArray("finalizers");
        finalizers.forEach(list::add);
    }

    private static String seconds(Instant instant) {
        return instant.truncatedTo(ChronoUnit.SECONDS).toString();
    }
}
