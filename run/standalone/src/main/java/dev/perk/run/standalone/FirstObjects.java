package dev.perk.run.standalone;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.perk.api.Kinds;
import dev.perk.api.Namespaces;
import dev.perk.api.Ports;
import dev.perk.api.ResourceType;
import dev.perk.api.config.io.ShippedConfig;
import dev.perk.control.workloads.namespaces.Bootstrap;
import dev.perk.kube.Json;
import dev.perk.kube.KubeObject;
import dev.perk.kube.store.Store;

/**
 * What a cluster and Knative's release would have put there: the ConfigMaps, the Services that
 * others refer to, and where the activator is. What exists already stays as it is, because it is
 * the user's by then.
 */
final class FirstObjects {
    static final String GATEWAY_SERVICE = "perk-gateway";
    private static final String ACTIVATOR_SERVICE = "activator-service";
    private static final String LOOPBACK = "127.0.0.1";
    private final Store store;

    FirstObjects(Store store) {
        this.store = store;
    }

    /**
     * @param domain what public hosts end in
     * @param apiPort where the API listens, 0 for any free one
     */
    void create(String domain, int apiPort) {
        Bootstrap.objects(apiPort).forEach(this::createIfAbsent);
        for (ObjectNode configMap : ShippedConfig.standalone()) {
            createIfAbsent(KubeObject.of(Kinds.CONFIG_MAP, inDomain(configMap, domain)));
        }
        createIfAbsent(activatorService());
        createIfAbsent(activatorEndpoints());
    }

    private void createIfAbsent(KubeObject object) {
        if (store.get(object.key()).isEmpty()) {
            store.create(object);
        }
    }

    private static ObjectNode inDomain(ObjectNode configMap, String domain) {
        if (configMap.at("/metadata/name").asText().equals("config-domain")
                && !domain.equals("localhost")) {
            configMap.withObject("/data").put(domain, "").remove("localhost");
        }
        return configMap;
    }

    private static KubeObject activatorService() {
        ObjectNode service = object(Kinds.SERVICE, Namespaces.KNATIVE_SERVING, ACTIVATOR_SERVICE);
        service.withArray("/spec/ports")
                .addObject()
                .put("name", "http")
                .put("port", Ports.SERVICE_HTTP1)
                .put("targetPort", Ports.QUEUE_HTTP1)
                .put("protocol", "TCP");
        return KubeObject.of(Kinds.SERVICE, service);
    }

    /**
     * The activator is a part of this process: public Services of revisions in Proxy mode point
     * here.
     */
    private static KubeObject activatorEndpoints() {
        ObjectNode endpoints =
                object(Kinds.ENDPOINTS, Namespaces.KNATIVE_SERVING, ACTIVATOR_SERVICE);
        ObjectNode subset = endpoints.putArray("subsets").addObject();
        subset.putArray("addresses").addObject().put("ip", LOOPBACK);
        var ports = subset.putArray("ports");
        ports.addObject().put("name", "http").put("port", Ports.QUEUE_HTTP1).put("protocol", "TCP");
        ports.addObject().put("name", "http2").put("port", Ports.QUEUE_H2C).put("protocol", "TCP");
        return KubeObject.of(Kinds.ENDPOINTS, endpoints);
    }

    private static ObjectNode object(ResourceType type, String namespace, String name) {
        ObjectNode object =
                Json.object().put("apiVersion", type.apiVersion()).put("kind", type.kind());
        object.putObject("metadata").put("name", name).put("namespace", namespace);
        return object;
    }
}
