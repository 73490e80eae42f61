package dev.perk.control.controllers.revision;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.perk.api.Annotations;
import dev.perk.api.Labels;
import dev.perk.control.controllers.object.Drift;
import dev.perk.control.controllers.object.KeyValues;
import dev.perk.kube.KubeObject;
import dev.perk.kube.control.Change;
import java.util.Map;
import java.util.Optional;

/**
 * What has to change on children that exist already, and what of them belongs to others.
 *
 * <p>Source: {@code knative/serving pkg/reconciler/revision/{cruds,reconcile_resources}.go}.
 */
final class Corrections {
    private Corrections() {}

    /**
     * The Deployment as it should be, if its fingerprint says that it is not. The replicas belong
     * to the autoscaler, the selector cannot change, and metadata that is not Knative's is somebody
     * else's.
     */
    static Optional<Change> deployment(KubeObject existing, KubeObject desired) {
        if (existing.label(Labels.DEPLOYMENT_HASH).equals(desired.label(Labels.DEPLOYMENT_HASH))) {
            return Optional.empty();
        }
        KubeObject template = template(desired);
        KubeObject liveTemplate = template(existing);
        KubeObject corrected =
                Drift.withMetadata(
                                existing,
                                ours(existing.labels(), desired.labels()),
                                ours(existing.annotations(), desired.annotations()))
                        .with(tree -> {
                            ObjectNode spec = desired.spec().deepCopy();
                            spec.set("replicas", existing.spec().path("replicas"));
                            spec.set("selector", existing.spec().path("selector"));
                            spec.set(
                                    "template",
                                    Drift.withMetadata(
                                                    template,
                                                    ours(liveTemplate.labels(), template.labels()),
                                                    ours(
                                                            liveTemplate.annotations(),
                                                            template.annotations()))
                                            .tree());
                            tree.set("spec", spec);
                        });
        return Optional.of(new Change.Update(corrected));
    }

    /** A pod template has metadata like an object, and is handled like one. */
    private static KubeObject template(KubeObject deployment) {
        return KubeObject.of(deployment.type(), deployment.spec().path("template").deepCopy());
    }

    private static Map<String, String> ours(Map<String, String> live, Map<String, String> desired) {
        return KeyValues.of(live)
                .withoutKeys(key -> key.contains("knative.dev/") || key.equals(Labels.APP))
                .withAll(desired)
                .map();
    }

    /** The autoscaler with our spec and our autoscaling annotations, if it has others. */
    static Optional<Change> podAutoscaler(KubeObject existing, KubeObject desired) {
        Map<String, String> wanted = desired.annotations();
        Map<String, String> annotations =
                KeyValues.of(existing.annotations())
                        .withoutKeys(key ->
                                key.startsWith(Annotations.AUTOSCALING_PREFIX)
                                        && !wanted.containsKey(key)
                                        && !Children.DEFAULTED.contains(key))
                        .withAll(wanted)
                        .map();
        if (Drift.sameSpec(existing, desired) && annotations.equals(existing.annotations())) {
            return Optional.empty();
        }
        return Optional.of(
                new Change.Update(
                        Drift.withMetadata(existing, existing.labels(), annotations)
                                .with(tree -> tree.set("spec", desired.spec()))));
    }
}
