package dev.perk.control.controllers.podautoscaler;

import dev.perk.api.condition.Condition;
import dev.perk.control.controllers.object.Readiness;
import dev.perk.kube.KubeObject;
import java.util.List;

/**
 * The pods of a revision by state. Source: {@code knative/serving pkg/resources/pods.go}.
 *
 * @param notReady includes the pending and the terminating ones
 */
record PodCounts(int ready, int notReady, int pending, int terminating) {
    static final PodCounts NONE = new PodCounts(0, 0, 0, 0);

    static PodCounts of(List<KubeObject> pods) {
        int ready = 0;
        int notReady = 0;
        int pending = 0;
        int terminating = 0;
        for (KubeObject pod : pods) {
            switch (pod.status().path("phase").asText()) {
                case "Pending" -> {
                    pending++;
                    notReady++;
                }
                case "Running" -> {
                    if (pod.isDeleting()) {
                        terminating++;
                        notReady++;
                    } else if (isReady(pod)) {
                        ready++;
                    } else {
                        notReady++;
                    }
                }
                default -> {}
            }
        }
        return new PodCounts(ready, notReady, pending, terminating);
    }

    private static boolean isReady(KubeObject pod) {
        return Readiness.condition(pod, "Ready").filter(Condition::isTrue).isPresent();
    }
}
