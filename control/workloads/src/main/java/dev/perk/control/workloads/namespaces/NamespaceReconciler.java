package dev.perk.control.workloads.namespaces;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.perk.kube.Json;
import dev.perk.kube.KubeObject;
import dev.perk.kube.control.Change;
import dev.perk.kube.control.Plan;
import dev.perk.kube.control.Reconciler;
import dev.perk.kube.store.Deletion;
import dev.perk.kube.store.Subresource;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/** What a namespace needs, or what must still go before it can. */
public final class NamespaceReconciler implements Reconciler<NamespaceReconciler.Observed> {
    /** In {@code spec.finalizers}: holds the namespace until it is empty. */
    static final String FINALIZER = "kubernetes";

    private static final Duration RETRY = Duration.ofSeconds(1);

    /**
     * @param contents of a namespace that is being deleted, kind by kind
     * @param serviceAccount the account {@code default}
     * @param rootCa the ConfigMap {@code kube-root-ca.crt}
     */
    public record Observed(
            KubeObject namespace,
            List<KubeObject> contents,
            Optional<KubeObject> serviceAccount,
            Optional<KubeObject> rootCa) {
        public Observed {
            contents = List.copyOf(contents);
        }
    }

    private final String certificates;

    /**
     * @param certificates the CA of the API server, in PEM
     */
    public NamespaceReconciler(String certificates) {
        this.certificates = certificates;
    }

    @Override
    public Plan reconcile(Observed seen, Instant now) {
        return seen.namespace().isDeleting() ? clear(seen, now) : furnish(seen);
    }

    private Plan furnish(Observed seen) {
        String name = seen.namespace().name();
        Plan plan = Plan.NOTHING;
        if (seen.serviceAccount().isEmpty()) {
            plan = plan.then(new Change.Create(Furniture.serviceAccount(name)));
        }
        KubeObject wanted = Furniture.rootCa(name, certificates);
        if (seen.rootCa().isEmpty()) {
            return plan.then(new Change.Create(wanted));
        }
        KubeObject known = seen.rootCa().get();
        boolean same = Json.same(known.tree().path("data"), wanted.tree().path("data"));
        return same
                ? plan
                : plan.then(
                        new Change.Update(
                                known.with(tree -> tree.set("data", wanted.tree().path("data")))));
    }

    private static Plan clear(Observed seen, Instant now) {
        var clearing = new Clearing(seen.namespace(), seen.contents(), now);
        if (seen.contents().isEmpty()) {
            return Plan.statusOnly(clearing.status(Optional.empty()))
                    .then(finalizeIt(seen.namespace()));
        }
        List<Change> deletions =
                seen.contents().stream()
                        .filter(object -> !object.isDeleting())
                        .<Change>map(o -> new Change.Delete(o.key(), deletion(o)))
                        .toList();
        return delete(clearing, deletions, Optional.empty());
    }

    /** All of them: one that cannot be deleted does not save those behind it. */
    private static Plan delete(
            Clearing clearing, List<Change> deletions, Optional<String> failure) {
        Plan plan = Plan.statusOnly(clearing.status(failure));
        for (Change deletion : deletions) {
            plan = plan.then(deletion);
        }
        if (failure.isPresent()) {
            plan = plan.again(RETRY);
        }
        return plan.orIfRefused(refusal -> {
            int next = deletions.indexOf(refusal.change()) + 1;
            return delete(
                    clearing,
                    deletions.subList(next, deletions.size()),
                    Optional.of(failure.orElse(refusal.message())));
        });
    }

    private static Deletion deletion(KubeObject object) {
        return new Deletion(
                Deletion.Propagation.BACKGROUND,
                OptionalLong.empty(),
                Optional.of(object.uid()),
                OptionalLong.empty());
    }

    private static Change finalizeIt(KubeObject namespace) {
        ObjectNode changes = Json.object();
        ArrayNode rest = changes.putObject("spec").putArray("finalizers");
        namespace
                .spec()
                .path("finalizers")
                .forEach(each -> {
                    if (!each.asText().equals(FINALIZER)) {
                        rest.add(each.asText());
                    }
                });
        return new Change.MergePart(namespace.key(), Subresource.FINALIZE, changes);
    }
}
