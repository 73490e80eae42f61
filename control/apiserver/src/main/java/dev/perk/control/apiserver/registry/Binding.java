package dev.perk.control.apiserver.registry;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.perk.kube.KubeObject;
import dev.perk.kube.store.ApiException;
import dev.perk.kube.store.FieldError;
import java.util.List;

/**
 * Gives a Pod its node, once.
 *
 * <p>Source: {@code kubernetes pkg/registry/core/pod/storage/storage.go}, {@code assignPod}.
 */
final class Binding {
    private Binding() {}

    static ObjectNode applied(KubeObject pod, String node) {
        if (node.isEmpty()) {
            throw ApiException.invalid(pod.key(), List.of(FieldError.required("target.name", "")));
        }
        String known = pod.spec().path("nodeName").asText();
        if (pod.isDeleting()) {
            throw ApiException.conflict(
                    pod.key(),
                    "pod " + pod.name() + " is being deleted, cannot be assigned to a host");
        }
        if (!known.isEmpty() && !known.equals(node)) {
            throw ApiException.conflict(
                    pod.key(),
                    "pod " + pod.name() + " is already assigned to node \"" + known + "\"");
        }
        ObjectNode bound = pod.tree().deepCopy();
        bound.withObject("/spec").put("nodeName", node);
        if (known.isEmpty()) {
            scheduled(bound.withObject("/status").withArray("/conditions"));
        }
        return bound;
    }

    private static void scheduled(ArrayNode conditions) {
        for (int at = conditions.size() - 1; at >= 0; at--) {
            if (conditions.path(at).path("type").asText().equals("PodScheduled")) {
                conditions.remove(at);
            }
        }
        conditions
                .addObject()
                .putNull("lastProbeTime")
                .putNull("lastTransitionTime")
                .put("status", "True")
                .put("type", "PodScheduled");
    }
}
