package dev.perk.control.controllers.route;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.perk.api.Kinds;
import dev.perk.api.Labels;
import dev.perk.api.Ports;
import dev.perk.api.ResourceKey;
import dev.perk.api.text.GoQuote;
import dev.perk.control.controllers.object.Drift;
import dev.perk.control.controllers.object.KeyValues;
import dev.perk.control.controllers.object.ObjectDraft;
import dev.perk.kube.Json;
import dev.perk.kube.KubeObject;
import dev.perk.kube.control.Change;
import dev.perk.kube.control.EventNote;
import dev.perk.kube.control.Plan;
import dev.perk.kube.store.Deletion;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The Services that make a Route's names resolve inside the cluster: first to the public host, and
 * to the gateway as soon as that is known.
 *
 * <p>Source: {@code knative/serving
 * pkg/reconciler/route/{reconcile_resources,resources/service}.go}.
 */
final class Placeholders {
    private final KubeObject route;
    private final Map<String, KubeObject> services;
    private final Map<String, KubeObject> endpoints;

    /**
     * @param services by name: those that are needed, and those that carry the Route's label
     * @param endpoints by name, of the same Services
     */
    Placeholders(
            KubeObject route, Map<String, KubeObject> services, Map<String, KubeObject> endpoints) {
        this.route = route;
        this.services = services;
        this.endpoints = endpoints;
    }

    /** Whether people asked to keep the target inside the cluster, by labelling its Service. */
    static boolean isHidden(Optional<KubeObject> service) {
        return service.flatMap(object -> object.label(Labels.VISIBILITY))
                .filter(value -> !value.isEmpty())
                .isPresent();
    }

    /** The first name that belongs to a Service which is not ours. */
    Optional<String> foreign(Collection<Address> addresses) {
        for (Address address : addresses) {
            KubeObject service = services.get(address.name());
            if (service != null && !isOurs(service)) {
                return Optional.of(address.name());
            }
        }
        return Optional.empty();
    }

    private boolean isOurs(KubeObject object) {
        return object.isControlledBy(route);
    }

    /** Creates what is missing and removes what no target needs any more. */
    Plan ensure(Plan plan, Collection<Address> addresses) {
        for (Address address : addresses) {
            if (!services.containsKey(address.name())) {
                plan =
                        plan.then(
                                        new Change.Create(
                                                service(address, PlaceholderSpec.towards(address))))
                                .telling(
                                        EventNote.normal(
                                                "Created",
                                                "Created placeholder service "
                                                        + GoQuote.quote(address.name())));
            }
        }
        List<String> needed = addresses.stream().map(Address::name).toList();
        for (KubeObject service : services.values()) {
            boolean carriesOurName =
                    service.label(Labels.ROUTE).filter(route.name()::equals).isPresent();
            if (carriesOurName && isOurs(service) && !needed.contains(service.name())) {
                plan = remove(plan, service);
            }
        }
        return plan;
    }

    private Plan remove(Plan plan, KubeObject service) {
        Plan removed = plan.then(delete(service.key()));
        return endpoints.containsKey(service.name())
                ? removed.then(
                        delete(
                                ResourceKey.of(
                                        Kinds.ENDPOINTS, service.namespace(), service.name())))
                : removed;
    }

    private static Change delete(ResourceKey key) {
        return new Change.Delete(key, Deletion.background());
    }

    /** Points every placeholder to where the Ingress is served, once that is known. */
    Plan pointTo(Plan plan, Collection<Address> addresses, JsonNode ingressStatus) {
        for (Address address : addresses) {
            KubeObject existing = services.get(address.name());
            Optional<JsonNode> balancer =
                    balancer(ingressStatus, isHidden(Optional.ofNullable(existing)));
            if (existing != null && balancer.isPresent()) {
                plan = point(plan, address, existing, balancer.get());
            }
        }
        return plan;
    }

    /** Inside the cluster the private balancer is the nearer one. */
    private static Optional<JsonNode> balancer(JsonNode status, boolean hidden) {
        JsonNode privately = status.path("privateLoadBalancer");
        JsonNode balancer =
                hidden || privately.isObject() ? privately : status.path("publicLoadBalancer");
        JsonNode entries = balancer.path("ingress");
        return entries.size() == 1 ? Optional.of(entries.get(0)) : Optional.empty();
    }

    private Plan point(Plan plan, Address address, KubeObject existing, JsonNode balancer) {
        KubeObject wanted = service(address, PlaceholderSpec.at(balancer));
        Plan pointed = plan;
        boolean kindOfServiceChanges =
                isHeadless(existing.spec()) != isHeadless(wanted.spec())
                        && isClusterIp(existing.spec());
        if (kindOfServiceChanges || (isClusterIp(existing.spec()) && !isClusterIp(wanted.spec()))) {
            // An address, once given to a Service, cannot be taken from it.
            pointed = pointed.then(delete(existing.key())).then(new Change.Create(wanted));
        } else {
            pointed = updated(existing, wanted).map(pointed::then).orElse(pointed);
        }
        String ip = balancer.path("ip").asText();
        return ip.isEmpty() ? pointed : withEndpoints(pointed, address, ip);
    }

    private static Optional<Change> updated(KubeObject existing, KubeObject wanted) {
        Map<String, String> labels = KeyValues.of(existing.labels()).withAll(wanted.labels()).map();
        Map<String, String> annotations =
                KeyValues.of(existing.annotations()).withAll(wanted.annotations()).map();
        if (Drift.covers(existing.spec(), wanted.spec())
                && labels.equals(existing.labels())
                && annotations.equals(existing.annotations())) {
            return Optional.empty();
        }
        return Optional.of(
                new Change.Update(
                        Drift.withMetadata(existing, labels, annotations)
                                .with(tree -> tree.set("spec", wanted.spec()))));
    }

    private Plan withEndpoints(Plan plan, Address address, String ip) {
        ArrayNode subsets = Json.mapper().createArrayNode();
        ObjectNode subset = subsets.addObject();
        subset.putArray("addresses").addObject().put("ip", ip);
        subset.putArray("ports")
                .addObject()
                .put("name", PlaceholderSpec.H2C_NAME)
                .put("port", Ports.SERVICE_HTTP1)
                .put("protocol", "TCP");
        KubeObject existing = endpoints.get(address.name());
        if (existing == null) {
            return plan.then(
                    new Change.Create(
                            ObjectDraft.of(Kinds.ENDPOINTS, route.namespace(), address.name())
                                    .labels(labels())
                                    .annotations(KeyValues.of(route.annotations()))
                                    .ownedBy(route)
                                    .with("subsets", subsets)
                                    .done()));
        }
        return Drift.covers(existing.tree().path("subsets"), subsets)
                ? plan
                : plan.then(new Change.Update(existing.with(tree -> tree.set("subsets", subsets))));
    }

    private static boolean isClusterIp(JsonNode spec) {
        return spec.path("type").asText("ClusterIP").equals("ClusterIP");
    }

    private static boolean isHeadless(JsonNode spec) {
        return spec.path("clusterIP").asText().equals("None");
    }

    private KubeObject service(Address address, ObjectNode spec) {
        return ObjectDraft.of(Kinds.SERVICE, route.namespace(), address.name())
                .labels(labels())
                .annotations(KeyValues.of(route.annotations()))
                .ownedBy(route)
                .spec(spec)
                .done();
    }

    private KeyValues labels() {
        return KeyValues.of(route.labels())
                .without(Labels.VISIBILITY)
                .with(Labels.ROUTE, route.name());
    }
}
