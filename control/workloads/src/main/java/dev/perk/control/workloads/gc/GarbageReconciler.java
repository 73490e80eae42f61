package dev.perk.control.workloads.gc;

import dev.perk.control.workloads.model.Claims;
import dev.perk.kube.KubeObject;
import dev.perk.kube.OwnerRef;
import dev.perk.kube.control.Change;
import dev.perk.kube.control.EventNote;
import dev.perk.kube.control.Plan;
import dev.perk.kube.control.Reconciler;
import dev.perk.kube.store.Deletion;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * Whether an object may stay. Source: kubernetes {@code
 * pkg/controller/garbagecollector/garbagecollector.go attemptToDeleteItem}.
 */
public final class GarbageReconciler implements Reconciler<GarbageReconciler.Observed> {

    /**
     * @param owners what has become of each owner that it names
     * @param dependents objects that name it as an owner; only needed while it is being deleted or
     *     one of its owners is
     */
    public record Observed(
            KubeObject object, List<OwnerState> owners, List<KubeObject> dependents) {
        public Observed {
            owners = List.copyOf(owners);
            dependents = List.copyOf(dependents);
        }
    }

    @Override
    public Plan reconcile(Observed seen, Instant now) {
        KubeObject object = seen.object();
        if (Finalizers.isOrphaning(object)) {
            return release(seen);
        }
        if (Finalizers.isForeground(object)) {
            return isBlocked(seen)
                    ? Plan.NOTHING
                    : Plan.of(Finalizers.remove(object, Finalizers.FOREGROUND));
        }
        boolean keepable = seen.owners().isEmpty() || object.isDeleting();
        return keepable ? Plan.NOTHING : judge(seen);
    }

    /** The dependents stay, without the reference. */
    private static Plan release(Observed seen) {
        KubeObject owner = seen.object();
        Plan plan = Plan.NOTHING;
        for (KubeObject dependent : seen.dependents()) {
            List<OwnerRef> others =
                    dependent.owners().stream()
                            .filter(ref -> !ref.uid().equals(owner.uid()))
                            .toList();
            plan = plan.then(Claims.owners(dependent, others));
        }
        return plan.then(Finalizers.remove(owner, Finalizers.ORPHAN));
    }

    private static boolean isBlocked(Observed seen) {
        return seen.dependents().stream()
                .flatMap(dependent -> dependent.owners().stream())
                .anyMatch(ref -> ref.uid().equals(seen.object().uid()) && ref.blockOwnerDeletion());
    }

    private static Plan judge(Observed seen) {
        KubeObject object = seen.object();
        List<OwnerRef> solid = new ArrayList<>();
        List<OwnerRef> others = new ArrayList<>();
        for (OwnerState owner : seen.owners()) {
            (owner.isSolid() ? solid : others).add(owner.ref());
        }
        if (!solid.isEmpty()) {
            return others.isEmpty() ? Plan.NOTHING : Plan.of(Claims.owners(object, solid));
        }
        return complain(seen, delete(seen));
    }

    private static Plan delete(Observed seen) {
        boolean ownerWaits =
                seen.owners().stream().anyMatch(owner -> owner instanceof OwnerState.Waiting);
        if (!ownerWaits || seen.dependents().isEmpty()) {
            return Plan.of(delete(seen.object(), asItsFinalizersSay(seen.object())));
        }
        // A dependent that is also an owner further up would wait for this object, and this one for
        // it. One of the two has to give way.
        boolean circular = seen.dependents().stream().anyMatch(Finalizers::isForeground);
        Plan plan = circular ? Plan.of(unblock(seen.object())) : Plan.NOTHING;
        return circular ? plan : plan.then(delete(seen.object(), Deletion.Propagation.FOREGROUND));
    }

    private static Deletion.Propagation asItsFinalizersSay(KubeObject object) {
        if (object.finalizers().contains(Finalizers.ORPHAN)) {
            return Deletion.Propagation.ORPHAN;
        }
        return object.finalizers().contains(Finalizers.FOREGROUND)
                ? Deletion.Propagation.FOREGROUND
                : Deletion.Propagation.BACKGROUND;
    }

    /** Only the very object that was judged: a new owner may have adopted it meanwhile. */
    private static Change delete(KubeObject object, Deletion.Propagation how) {
        return new Change.Delete(
                object.key(),
                new Deletion(
                        how,
                        OptionalLong.empty(),
                        Optional.of(object.uid()),
                        OptionalLong.of(object.revision())));
    }

    private static Change unblock(KubeObject object) {
        return Claims.owners(
                object,
                object.owners().stream()
                        .map(ref ->
                                new OwnerRef(
                                        ref.apiVersion(),
                                        ref.kind(),
                                        ref.name(),
                                        ref.uid(),
                                        ref.controller(),
                                        false))
                        .toList());
    }

    private static Plan complain(Observed seen, Plan plan) {
        Plan telling = plan;
        for (OwnerState owner : seen.owners()) {
            if (owner instanceof OwnerState.Elsewhere(OwnerRef ref)) {
                String namespace = seen.object().namespace();
                telling =
                        telling.telling(
                                EventNote.warning(
                                        "OwnerRefInvalidNamespace",
                                        ("ownerRef [%s/%s, namespace: %s, name: %s, uid: %s] does"
                                                        + " not exist in namespace \"%s\"")
                                                .formatted(
                                                        ref.apiVersion(),
                                                        ref.kind(),
                                                        namespace,
                                                        ref.name(),
                                                        ref.uid(),
                                                        namespace)));
            }
        }
        return telling;
    }
}
