package dev.perk.control.controllers.revision;

import com.fasterxml.jackson.databind.JsonNode;
import dev.perk.api.condition.ConditionSet.Types;
import dev.perk.control.controllers.object.Readiness;
import dev.perk.control.controllers.object.StatusDraft;
import dev.perk.kube.KubeObject;
import java.util.Optional;

/**
 * What a Deployment and one of its pods say about a revision.
 *
 * <p>Source: {@code knative/serving pkg/apis/serving/v1/revision_lifecycle.go} (Deployment), {@code
 * pkg/reconciler/revision/reconcile_resources.go} (pod).
 */
final class DeploymentHealth {
    private static final String DEPLOYING = "Deploying";
    private static final String TIMED_OUT = "ProgressDeadlineExceeded";

    private DeploymentHealth() {}

    static void propagate(
            KubeObject deployment,
            Optional<KubeObject> pod,
            boolean alwaysSchedulable,
            StatusDraft status) {
        propagateConditions(deployment, status);
        boolean nobodyIsUp =
                replicas(deployment) > 0
                        && deployment.status().path("availableReplicas").asInt() == 0;
        if (nobodyIsUp && pod.isPresent()) {
            diagnose(pod.get(), hasTimedOut(deployment), alwaysSchedulable, status);
        }
        if (readyReplicas(deployment) > 0) {
            status.markTrue(Types.CONTAINER_HEALTHY);
        }
    }

    /** Kubernetes' default of one is never needed: what we create always says how many. */
    static int replicas(KubeObject deployment) {
        return deployment.spec().path("replicas").asInt(1);
    }

    static int readyReplicas(KubeObject deployment) {
        return deployment.status().path("readyReplicas").asInt();
    }

    /**
     * Only two conditions count: whether the rollout progresses, and whether pods can be created.
     * Of several failures the last one named wins; any failure beats any doubt.
     */
    private static void propagateConditions(KubeObject deployment, StatusDraft status) {
        Optional<JsonNode> failure = Optional.empty();
        Optional<JsonNode> doubt = Optional.empty();
        boolean progressKnown = false;
        for (JsonNode condition : deployment.status().path("conditions")) {
            String value = condition.path("status").asText();
            switch (condition.path("type").asText()) {
                case "Progressing" -> {
                    progressKnown = true;
                    failure = value.equals("False") ? Optional.of(condition) : failure;
                    doubt = value.equals("Unknown") ? Optional.of(condition) : doubt;
                }
                case "ReplicaFailure" -> {
                    failure = value.equals("True") ? Optional.of(condition) : failure;
                    doubt = value.equals("Unknown") ? Optional.of(condition) : doubt;
                }
                default -> {}
            }
        }
        if (failure.isPresent()) {
            status.markFalse(
                    Types.RESOURCES_AVAILABLE, reason(failure.get()), message(failure.get()));
        } else if (doubt.isPresent()) {
            status.markUnknown(
                    Types.RESOURCES_AVAILABLE, reason(doubt.get()), message(doubt.get()));
        } else if (!progressKnown) {
            status.markUnknown(Types.RESOURCES_AVAILABLE, DEPLOYING, "");
        } else {
            status.markTrue(Types.RESOURCES_AVAILABLE);
        }
    }

    /** One pod speaks for all: if none comes up, they fail in the same way. */
    private static void diagnose(
            KubeObject pod, boolean timedOut, boolean alwaysSchedulable, StatusDraft status) {
        if (!alwaysSchedulable) {
            Readiness.condition(pod, "PodScheduled")
                    .filter(scheduled -> scheduled.isFalse())
                    .ifPresent(scheduled ->
                            status.markFalse(
                                    Types.RESOURCES_AVAILABLE,
                                    scheduled.reason(),
                                    scheduled.message()));
        }
        for (JsonNode container : pod.status().path("containerStatuses")) {
            if (container.path("name").asText().equals(QueueProxyContainer.NAME)) {
                continue;
            }
            JsonNode terminated = container.path("lastState").path("terminated");
            if (terminated.isObject()) {
                status.markFalse(
                        Types.CONTAINER_HEALTHY,
                        "ExitCode" + terminated.path("exitCode").asInt(),
                        "Container failed with: " + lastWords(terminated));
                return;
            }
            JsonNode waiting = container.path("state").path("waiting");
            if (waiting.isObject() && timedOut) {
                status.markFalse(Types.RESOURCES_AVAILABLE, reason(waiting), message(waiting));
                return;
            }
        }
    }

    private static String lastWords(JsonNode terminated) {
        String message = message(terminated);
        boolean fine = terminated.path("exitCode").asInt() == 0;
        return message.isEmpty() && fine ? "container exited with no error" : message;
    }

    private static boolean hasTimedOut(KubeObject deployment) {
        return Readiness.condition(deployment, "Progressing")
                .filter(progress -> progress.isFalse() && progress.reason().equals(TIMED_OUT))
                .isPresent();
    }

    private static String reason(JsonNode node) {
        return node.path("reason").asText();
    }

    private static String message(JsonNode node) {
        return node.path("message").asText();
    }
}
