package dev.perk.control.apiserver.definitions;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.perk.kube.Json;
import dev.perk.kube.KubeObject;
import dev.perk.kube.control.Change;
import dev.perk.kube.control.Plan;
import dev.perk.kube.control.Reconciler;
import dev.perk.kube.store.Deletion;
import java.time.Duration;
import java.time.Instant;
import java.util.List;

/**
 * Decides whether a definition has its names for itself, and is served; and clears away its objects
 * when it is deleted.
 *
 * <p>Source: {@code k8s.io/apiextensions-apiserver pkg/controller/{status,establish,finalizer}}.
 */
final class DefinitionReconciler implements Reconciler<DefinitionReconciler.Observed> {
    /** Objects with finalizers of their own go when these are done, which nobody tells us. */
    private static final Duration UNTIL_OBJECTS_ARE_GONE = Duration.ofMillis(200);

    /**
     * @param neighbours the other definitions of its group
     * @param objects of the kind, if it is being deleted
     */
    record Observed(KubeObject definition, List<KubeObject> neighbours, List<KubeObject> objects) {}

    @Override
    public Plan reconcile(Observed seen, Instant now) {
        return seen.definition().isDeleting() ? clear(seen, now) : establish(seen, now);
    }

    private static Plan establish(Observed seen, Instant now) {
        KubeObject definition = seen.definition();
        AcceptedNames names = AcceptedNames.of(definition, seen.neighbours());
        ObjectNode status = statusOf(definition);
        status.set("acceptedNames", names.names());
        var conditions = new DefinitionConditions(status, now);
        if (names.isWhole()) {
            conditions.set("NamesAccepted", true, "NoConflicts", "no conflicts found");
            if (!Definition.isTrue(definition, Definition.ESTABLISHED)) {
                conditions.set(
                        Definition.ESTABLISHED,
                        true,
                        "InitialNamesAccepted",
                        "the initial names have been accepted");
            }
        } else {
            conditions.set("NamesAccepted", false, names.reason(), names.message());
            // Once established it stays so, under the names that it had.
            if (!Definition.isTrue(definition, Definition.ESTABLISHED)) {
                conditions.set(
                        Definition.ESTABLISHED, false, "NotAccepted", "not all names are accepted");
            }
        }
        return Plan.statusOnly(status);
    }

    private static Plan clear(Observed seen, Instant now) {
        KubeObject definition = seen.definition();
        if (!definition.finalizers().contains(Termination.FINALIZER)) {
            return Plan.NOTHING;
        }
        if (seen.objects().isEmpty()) {
            return Plan.of(release(definition));
        }
        Plan plan = Plan.NOTHING;
        for (KubeObject object : seen.objects()) {
            if (!object.isDeleting()) {
                plan = plan.then(new Change.Delete(object.key(), Deletion.background()));
            }
        }
        ObjectNode status = statusOf(definition);
        new DefinitionConditions(status, now)
                .set(
                        Definition.TERMINATING,
                        true,
                        "InstanceDeletionInProgress",
                        "CustomResource deletion is in progress");
        return plan.withStatus(status).again(UNTIL_OBJECTS_ARE_GONE);
    }

    private static ObjectNode statusOf(KubeObject definition) {
        return definition.status() instanceof ObjectNode status ? status.deepCopy() : Json.object();
    }

    /** Lets it go, unless it has changed since it was seen. */
    private static Change release(KubeObject definition) {
        ObjectNode changes = Json.object();
        ArrayNode rest =
                changes.putObject("metadata")
                        .put("resourceVersion", Long.toString(definition.revision()))
                        .putArray("finalizers");
        definition.finalizers().stream()
                .filter(each -> !each.equals(Termination.FINALIZER))
                .forEach(rest::add);
        return new Change.Merge(definition.key(), changes);
    }
}
