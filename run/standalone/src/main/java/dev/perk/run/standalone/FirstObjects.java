package dev.perk.run.standalone;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import dev.perk.api.Kinds;
import dev.perk.api.Namespaces;
import dev.perk.api.Ports;
import dev.perk.api.ResourceType;
import dev.perk.kube.Json;
import dev.perk.kube.KubeObject;
import dev.perk.kube.store.Store;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.List;

/**
 * What a cluster and Knative's release would have put there: the ConfigMaps, the Services that
 * others refer to, and where the activator is. What exists already stays as it is, because it is
 * the user's by then.
 */
final class FirstObjects {
    /** The built-in gateway serves Ingresses of this class. */
    private static final String INGRESS_CLASS = "perk.ingress.networking.knative.dev";

    static final String GATEWAY_SERVICE = "perk-gateway";
    private static final String ACTIVATOR_SERVICE = "activator-service";
    private static final String LOOPBACK = "127.0.0.1";
    private static final List<String> CONFIG_MAPS =
            List.of(
                    "autoscaler",
                    "defaults",
                    "deployment",
                    "domain",
                    "features",
                    "gc",
                    "leader-election",
                    "logging",
                    "network",
                    "observability");

    private final Store store;
    private final ObjectMapper yaml = new ObjectMapper(new YAMLFactory());

    FirstObjects(Store store) {
        this.store = store;
    }

    /**
     * @param domain what public hosts end in
     */
    void create(String domain, int apiPort) {
        for (String name : CONFIG_MAPS) {
            createIfAbsent(KubeObject.of(Kinds.CONFIG_MAP, configMap(name, domain)));
        }
        createIfAbsent(
                service(Namespaces.DEFAULT, "kubernetes", "https", Ports.SERVICE_TLS, apiPort));
        createIfAbsent(
                service(
                        Namespaces.KNATIVE_SERVING,
                        ACTIVATOR_SERVICE,
                        "http",
                        Ports.SERVICE_HTTP1,
                        Ports.QUEUE_HTTP1));
        createIfAbsent(activatorEndpoints());
    }

    private void createIfAbsent(KubeObject object) {
        if (store.get(object.key()).isEmpty()) {
            store.create(object);
        }
    }

    /**
     * Knative's own defaults, but for what a laptop needs to be reachable: this gateway, and a
     * domain that needs no DNS.
     */
    private ObjectNode configMap(String name, String domain) {
        ObjectNode configMap =
                (ObjectNode) read("/dev/perk/config/core/configmaps/" + name + ".yaml");
        ObjectNode data = configMap.withObject("/data");
        switch (name) {
            case "network" -> data.put("ingress-class", INGRESS_CLASS);
            case "domain" -> data.put(domain, "");
            default -> {}
        }
        return configMap;
    }

    private JsonNode read(String resource) {
        try (InputStream in = FirstObjects.class.getResourceAsStream(resource)) {
            if (in == null) {
                throw new IllegalStateException("the program lacks its resource " + resource);
            }
            return yaml.readTree(in);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static KubeObject service(
            String namespace, String name, String portName, int port, int targetPort) {
        ObjectNode service = object(Kinds.SERVICE, namespace, name);
        service.withArray("/spec/ports")
                .addObject()
                .put("name", portName)
                .put("port", port)
                .put("targetPort", targetPort)
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
