package dev.perk.control.workloads.replicaset;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.perk.api.Kinds;
import dev.perk.control.workloads.model.ReplicaSet;
import dev.perk.control.workloads.model.SafeName;
import dev.perk.kube.Json;
import dev.perk.kube.KubeObject;
import dev.perk.kube.OwnerRef;
import java.time.Instant;
import java.util.List;
import java.util.stream.IntStream;

/** A ReplicaSet's template as a pod of its own. */
final class NewPod {

    private NewPod() {}

    static List<KubeObject> several(ReplicaSet replicaSet, int count, Instant now) {
        return IntStream.range(0, count).mapToObj(i -> one(replicaSet, i, now)).toList();
    }

    private static KubeObject one(ReplicaSet replicaSet, int index, Instant now) {
        KubeObject owner = replicaSet.object();
        JsonNode template = replicaSet.template().tree();
        ObjectNode pod = Json.object().put("apiVersion", "v1").put("kind", "Pod");
        ObjectNode metadata =
                pod.putObject("metadata")
                        .put("name", SafeName.child(owner.name(), owner.uid(), now, index))
                        .put("generateName", owner.name() + "-")
                        .put("namespace", owner.namespace());
        for (String field : List.of("labels", "annotations", "finalizers")) {
            JsonNode value = template.path("metadata").path(field);
            if (!value.isMissingNode()) {
                metadata.set(field, value.deepCopy());
            }
        }
        metadata.putArray("ownerReferences").add(OwnerRef.controller(owner).tree());
        pod.set("spec", template.path("spec").deepCopy());
        return KubeObject.of(Kinds.POD, pod);
    }
}
