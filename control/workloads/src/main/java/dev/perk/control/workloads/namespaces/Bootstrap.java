package dev.perk.control.workloads.namespaces;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.perk.api.Kinds;
import dev.perk.api.Labels;
import dev.perk.api.Namespaces;
import dev.perk.api.StoredKinds;
import dev.perk.api.SystemPriority;
import dev.perk.kube.Json;
import dev.perk.kube.KubeObject;
import java.util.ArrayList;
import java.util.List;

/**
 * What a cluster has before anyone asks for anything. Whoever applies the list creates what is
 * missing, in this order, and leaves alone what exists.
 */
public final class Bootstrap {

    private Bootstrap() {}

    /**
     * @param apiPort where the API server listens on the node
     */
    public static List<KubeObject> objects(int apiPort) {
        List<KubeObject> objects = new ArrayList<>();
        Namespaces.BOOTSTRAP.forEach(name -> objects.add(namespace(name)));
        objects.add(apiService(apiPort));
        for (SystemPriority priority : SystemPriority.values()) {
            objects.add(priorityClass(priority));
        }
        return List.copyOf(objects);
    }

    private static KubeObject namespace(String name) {
        ObjectNode tree = Json.object().put("apiVersion", "v1").put("kind", "Namespace");
        tree.putObject("metadata")
                .put("name", name)
                .putObject("labels")
                .put(Labels.METADATA_NAME, name);
        tree.putObject("spec").putArray("finalizers").add(NamespaceReconciler.FINALIZER);
        return KubeObject.of(Kinds.NAMESPACE, tree);
    }

    private static KubeObject priorityClass(SystemPriority priority) {
        ObjectNode tree =
                Json.object()
                        .put("apiVersion", "scheduling.k8s.io/v1")
                        .put("kind", "PriorityClass");
        tree.putObject("metadata").put("name", priority.className());
        tree.put("value", priority.value()).put("description", priority.description());
        return KubeObject.of(StoredKinds.PRIORITY_CLASS, tree);
    }

    /** {@code kubernetes.default.svc}, by which pods find the API. */
    private static KubeObject apiService(int apiPort) {
        ObjectNode tree = Json.object().put("apiVersion", "v1").put("kind", "Service");
        ObjectNode labels =
                tree.putObject("metadata")
                        .put("name", "kubernetes")
                        .put("namespace", Namespaces.DEFAULT)
                        .putObject("labels");
        labels.put("component", "apiserver").put("provider", "kubernetes");
        ObjectNode spec = tree.putObject("spec").put("type", "ClusterIP");
        spec.putArray("ports")
                .addObject()
                .put("name", "https")
                .put("port", 443)
                .put("protocol", "TCP")
                .put("targetPort", apiPort);
        return KubeObject.of(Kinds.SERVICE, tree);
    }
}
