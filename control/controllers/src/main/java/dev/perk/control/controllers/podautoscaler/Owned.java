package dev.perk.control.controllers.podautoscaler;

import dev.perk.api.condition.Condition;
import dev.perk.api.condition.ConditionSet.Types;
import dev.perk.api.text.GoQuote;
import dev.perk.control.controllers.object.Drift;
import dev.perk.control.controllers.object.Readiness;
import dev.perk.control.controllers.object.StatusDraft;
import dev.perk.kube.KubeObject;
import dev.perk.kube.control.Change;
import dev.perk.kube.control.Plan;
import java.util.Optional;

/** What a PodAutoscaler of any class does with the objects that it owns. */
final class Owned {
    static final String NOT_READY = "NotReady";

    private Owned() {}

    /** The child with the right spec; its metadata is only set once. */
    static Plan ensure(Plan plan, Optional<KubeObject> existing, KubeObject desired) {
        if (existing.isEmpty()) {
            return plan.then(new Change.Create(desired));
        }
        return Drift.sameSpec(existing.get(), desired)
                ? plan
                : plan.then(
                        new Change.Update(
                                existing.get().with(tree -> tree.set("spec", desired.spec()))));
    }

    static boolean isForeign(Optional<KubeObject> child, KubeObject autoscaler) {
        return child.filter(known -> !known.isControlledBy(autoscaler)).isPresent();
    }

    static Plan notOwned(String kind, KubeObject autoscaler, StatusDraft status) {
        String name = GoQuote.quote(autoscaler.name());
        status.markFalse(
                Types.ACTIVE,
                "NotOwned",
                "There is an existing " + kind + " " + name + " that we do not own.");
        return Plan.NOTHING.retry("PA: " + name + " does not own " + kind + ": " + name);
    }

    /** The name of the Service that selects the pods; empty until the SKS says it. */
    static String privateService(Optional<KubeObject> sks) {
        return sks.map(object -> object.status().path("privateServiceName").asText()).orElse("");
    }

    /**
     * Whether requests find a way, as the ServerlessService says it; one that {@code plan} changes
     * has not said it yet.
     */
    static void showServerlessService(
            Optional<KubeObject> known, Plan plan, StatusDraft status, String otherwise) {
        String name = known.map(sks -> sks.status().path("serviceName").asText()).orElse("");
        status.put("serviceName", name);
        status.putAlways("serviceName");
        if (known.filter(Readiness::isReady).isPresent() && !writes(plan, known.get())) {
            status.markTrue(Types.SKS_READY);
        } else {
            String why =
                    otherwise.isEmpty()
                            ? known.flatMap(Readiness::ready).map(Condition::message).orElse("")
                            : otherwise;
            status.markUnknown(Types.SKS_READY, NOT_READY, why);
        }
    }

    private static boolean writes(Plan plan, KubeObject known) {
        return plan.changes().stream()
                .anyMatch(change ->
                        change instanceof Change.Update(KubeObject object)
                                && object.key().equals(known.key()));
    }
}
