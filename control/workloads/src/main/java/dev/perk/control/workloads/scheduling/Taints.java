package dev.perk.control.workloads.scheduling;

import com.fasterxml.jackson.databind.JsonNode;
import dev.perk.kube.Json;
import dev.perk.kube.KubeObject;
import java.util.Optional;

/** What keeps pods off a node unless they say that they can stand it. */
final class Taints {

    private Taints() {}

    static JsonNode noSchedule(String key) {
        return Json.object().put("key", key).put("effect", "NoSchedule");
    }

    /** The first taint of {@code node} that keeps {@code pod} away. */
    static Optional<JsonNode> untolerated(KubeObject pod, KubeObject node) {
        for (JsonNode taint : node.spec().path("taints")) {
            boolean repels = !taint.path("effect").asText().equals("PreferNoSchedule");
            if (repels && !tolerates(pod, taint)) {
                return Optional.of(taint);
            }
        }
        return Optional.empty();
    }

    static boolean tolerates(KubeObject pod, JsonNode taint) {
        for (JsonNode toleration : pod.spec().path("tolerations")) {
            if (covers(toleration, taint)) {
                return true;
            }
        }
        return false;
    }

    private static boolean covers(JsonNode toleration, JsonNode taint) {
        String effect = toleration.path("effect").asText();
        if (!effect.isEmpty() && !effect.equals(taint.path("effect").asText())) {
            return false;
        }
        String key = toleration.path("key").asText();
        if (!key.isEmpty() && !key.equals(taint.path("key").asText())) {
            return false;
        }
        return toleration.path("operator").asText().equals("Exists")
                || (!key.isEmpty()
                        && toleration.path("value").asText().equals(taint.path("value").asText()));
    }

    static String text(JsonNode taint) {
        return "{" + taint.path("key").asText() + ": " + taint.path("value").asText() + "}";
    }
}
