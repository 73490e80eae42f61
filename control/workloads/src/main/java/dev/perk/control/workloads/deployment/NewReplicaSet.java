package dev.perk.control.workloads.deployment;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.perk.api.Annotations;
import dev.perk.api.Kinds;
import dev.perk.api.Labels;
import dev.perk.control.workloads.model.ReplicaSet;
import dev.perk.kube.Json;
import dev.perk.kube.KubeObject;
import dev.perk.kube.OwnerRef;

/** The ReplicaSet of a Deployment's present template. */
final class NewReplicaSet {

    private NewReplicaSet() {}

    static ReplicaSet of(Deployment deployment, Family family) {
        KubeObject owner = deployment.object();
        String hash = deployment.template().hash(deployment.collisions());
        ObjectNode template = deployment.template().labelled(Labels.POD_TEMPLATE_HASH, hash);
        ObjectNode tree = Json.object().put("apiVersion", "apps/v1").put("kind", "ReplicaSet");
        ObjectNode metadata =
                tree.putObject("metadata")
                        .put("name", deployment.replicaSetName())
                        .put("namespace", owner.namespace());
        metadata.set("labels", template.at("/metadata/labels").deepCopy());
        ObjectNode annotations = metadata.putObject("annotations");
        Revisions.inherited(deployment).forEach(annotations::put);
        Revisions.size(deployment).forEach(annotations::put);
        annotations.put(Annotations.DEPLOYMENT_REVISION, Long.toString(family.lastRevision() + 1));
        metadata.putArray("ownerReferences").add(OwnerRef.controller(owner).tree());

        ObjectNode spec = tree.putObject("spec");
        spec.put("replicas", Rolling.newSize(deployment, family, 0));
        if (deployment.minReadySeconds() > 0) {
            spec.put("minReadySeconds", deployment.minReadySeconds());
        }
        ObjectNode selector = owner.spec().path("selector").deepCopy();
        selector.withObject("/matchLabels").put(Labels.POD_TEMPLATE_HASH, hash);
        spec.set("selector", selector);
        spec.set("template", template);
        return new ReplicaSet(KubeObject.of(Kinds.REPLICA_SET, tree));
    }
}
