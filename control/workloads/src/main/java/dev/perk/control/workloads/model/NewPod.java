package dev.perk.control.workloads.model;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.perk.api.Kinds;
import dev.perk.kube.Json;
import dev.perk.kube.KubeObject;
import dev.perk.kube.OwnerRef;
import java.time.Instant;
import java.util.List;
import java.util.stream.IntStream;

/** A template as a pod of its own. */
public final class NewPod {

    private NewPod() {}

    /** {@code count} pods of {@code owner}, whose names follow from it, and from the time. */
    public static List<KubeObject> several(
            KubeObject owner, PodTemplate template, int count, Instant now) {
        return IntStream.range(0, count).mapToObj(i -> one(owner, template, i, now)).toList();
    }

    private static KubeObject one(
            KubeObject owner, PodTemplate podTemplate, int index, Instant now) {
        JsonNode template = podTemplate.tree();
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
