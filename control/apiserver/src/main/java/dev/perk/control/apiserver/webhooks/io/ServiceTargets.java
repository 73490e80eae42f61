package dev.perk.control.apiserver.webhooks.io;

import com.fasterxml.jackson.databind.JsonNode;
import dev.perk.api.Kinds;
import dev.perk.api.ResourceKey;
import dev.perk.control.apiserver.webhooks.Webhook.Place;
import dev.perk.control.apiserver.webhooks.io.HttpsWebhookCaller.Target;
import dev.perk.kube.KubeObject;
import java.util.Optional;
import java.util.function.Function;

/**
 * Finds an address behind a Service: that of its first ready pod, for nothing on this machine
 * forwards cluster addresses.
 *
 * <p>Source: {@code k8s.io/apiserver pkg/util/proxy/proxy.go}, {@code ResolveEndpoint}.
 */
final class ServiceTargets {

    sealed interface Found {
        record At(Target target) implements Found {}

        record Nowhere(String why) implements Found {}
    }

    private ServiceTargets() {}

    static Found find(Function<ResourceKey, Optional<KubeObject>> look, Place.Service wanted) {
        Optional<KubeObject> service =
                look.apply(ResourceKey.of(Kinds.SERVICE, wanted.namespace(), wanted.name()));
        if (service.isEmpty()) {
            return new Found.Nowhere("service \"" + wanted.name() + "\" not found");
        }
        Optional<JsonNode> port =
                service.get()
                        .spec()
                        .path("ports")
                        .valueStream()
                        .filter(each -> each.path("port").asInt() == wanted.port())
                        .findFirst();
        if (port.isEmpty()) {
            return new Found.Nowhere(
                    "no service port "
                            + wanted.port()
                            + " found for service \""
                            + wanted.name()
                            + "\"");
        }
        if (service.get().spec().path("type").asText().equals("ExternalName")) {
            return new Found.At(
                    new Target(service.get().spec().path("externalName").asText(), wanted.port()));
        }
        return look.apply(ResourceKey.of(Kinds.ENDPOINTS, wanted.namespace(), wanted.name()))
                .flatMap(endpoints -> address(endpoints, port.get().path("name").asText()))
                .<Found>map(Found.At::new)
                .orElseGet(() ->
                        new Found.Nowhere(
                                "no endpoints available for service \"" + wanted.name() + "\""));
    }

    private static Optional<Target> address(KubeObject endpoints, String portName) {
        for (JsonNode subset : endpoints.tree().path("subsets")) {
            for (JsonNode port : subset.path("ports")) {
                JsonNode address = subset.path("addresses").path(0).path("ip");
                if (port.path("name").asText().equals(portName) && address.isTextual()) {
                    return Optional.of(new Target(address.asText(), port.path("port").asInt()));
                }
            }
        }
        return Optional.empty();
    }
}
