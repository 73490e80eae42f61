package dev.perk.control.apiserver.admission;

import dev.perk.api.JobFeatures;
import dev.perk.api.ResourceType;
import dev.perk.api.StoredKinds;
import dev.perk.control.apiserver.registry.Admission;
import dev.perk.kube.KubeObject;
import java.util.Map;

/**
 * Tells who creates an object of a kind that has no controller here that nothing will come of it:
 * on a cluster it would, and silence would look like a fault.
 */
public final class UnattendedKinds implements Admission {
    private static final String NO_PODS = "it starts no pods";

    private static final Map<ResourceType, String> CONSEQUENCES =
            Map.ofEntries(
                    Map.entry(StoredKinds.REPLICATION_CONTROLLER, NO_PODS),
                    Map.entry(StoredKinds.STATEFUL_SET, NO_PODS),
                    Map.entry(StoredKinds.DAEMON_SET, NO_PODS),
                    Map.entry(StoredKinds.HORIZONTAL_POD_AUTOSCALER, "it scales nothing"),
                    Map.entry(StoredKinds.INGRESS, "no request is led by it"),
                    Map.entry(StoredKinds.NETWORK_POLICY, "it stops no connection"),
                    Map.entry(StoredKinds.PERSISTENT_VOLUME, "no claim is bound to it"),
                    Map.entry(StoredKinds.PERSISTENT_VOLUME_CLAIM, "it gets no volume"));

    @Override
    public void validate(Attempt attempt, KubeObject object) {
        if (attempt.operation() != Operation.CREATE || !attempt.isMain()) {
            return;
        }
        String kind = attempt.type().kind();
        String consequence = CONSEQUENCES.get(attempt.type());
        if (consequence != null) {
            attempt.warnings()
                    .accept(
                            "this server stores the "
                                    + kind
                                    + " and runs no controller for it: "
                                    + consequence);
        }
        if (attempt.type().equals(StoredKinds.JOB)) {
            JobFeatures.unbuilt(object.spec())
                    .ifPresent(feature ->
                            attempt.warnings()
                                    .accept(
                                            "this server stores the Job and does not run it: "
                                                    + feature
                                                    + " is not built"));
        }
    }
}
