package dev.perk.control.workloads.gc;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.perk.kube.Json;
import dev.perk.kube.KubeObject;
import dev.perk.kube.control.Change;

/** The two finalizers by which a deletion waits for the garbage collector. */
final class Finalizers {
    static final String FOREGROUND = "foregroundDeletion";
    static final String ORPHAN = "orphan";

    private Finalizers() {}

    /** Whether it is gone as soon as its dependents are. */
    static boolean isForeground(KubeObject object) {
        return object.isDeleting() && object.finalizers().contains(FOREGROUND);
    }

    /** Whether it is gone as soon as its dependents have forgotten it. */
    static boolean isOrphaning(KubeObject object) {
        return object.isDeleting() && object.finalizers().contains(ORPHAN);
    }

    /** Ends the wait, unless the object has changed since it was seen. */
    static Change remove(KubeObject object, String finalizer) {
        ObjectNode changes = Json.object();
        ArrayNode rest =
                changes.putObject("metadata")
                        .put("resourceVersion", Long.toString(object.revision()))
                        .putArray("finalizers");
        object.finalizers().stream().filter(each -> !each.equals(finalizer)).forEach(rest::add);
        return new Change.Merge(object.key(), changes);
    }
}
