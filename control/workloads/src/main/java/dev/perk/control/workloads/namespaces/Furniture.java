package dev.perk.control.workloads.namespaces;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.perk.api.Kinds;
import dev.perk.kube.Json;
import dev.perk.kube.KubeObject;

/** What every namespace has. */
final class Furniture {
    static final String SERVICE_ACCOUNT = "default";
    static final String ROOT_CA = "kube-root-ca.crt";

    private static final String DESCRIPTION =
            "Contains a CA bundle that can be used to verify the kube-apiserver when using internal"
                    + " endpoints such as the internal service IP or kubernetes.default.svc. No"
                    + " other usage is guaranteed across distributions of Kubernetes clusters.";

    private Furniture() {}

    /** The account of pods that name none. */
    static KubeObject serviceAccount(String namespace) {
        return KubeObject.of(
                Kinds.SERVICE_ACCOUNT, tree("ServiceAccount", namespace, SERVICE_ACCOUNT));
    }

    /** By which pods know the API server. */
    static KubeObject rootCa(String namespace, String certificates) {
        ObjectNode tree = tree("ConfigMap", namespace, ROOT_CA);
        tree.withObject("/metadata")
                .putObject("annotations")
                .put("kubernetes.io/description", DESCRIPTION);
        tree.putObject("data").put("ca.crt", certificates);
        return KubeObject.of(Kinds.CONFIG_MAP, tree);
    }

    private static ObjectNode tree(String kind, String namespace, String name) {
        ObjectNode tree = Json.object().put("apiVersion", "v1").put("kind", kind);
        tree.putObject("metadata").put("name", name).put("namespace", namespace);
        return tree;
    }
}
