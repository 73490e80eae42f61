package dev.perk.control.controllers.route;

import dev.perk.api.condition.Condition;
import dev.perk.api.condition.ConditionSet;
import dev.perk.api.condition.ConditionSet.Types;
import dev.perk.api.config.NetworkConfig;
import dev.perk.api.config.ServingConfig;
import dev.perk.api.text.GoQuote;
import dev.perk.api.text.Parsed;
import dev.perk.control.controllers.object.Child;
import dev.perk.control.controllers.object.Readiness;
import dev.perk.control.controllers.object.StatusDraft;
import dev.perk.control.controllers.object.TrafficTarget;
import dev.perk.control.controllers.route.TrafficResolver.Problem;
import dev.perk.control.controllers.route.TrafficResolver.Resolution;
import dev.perk.kube.Json;
import dev.perk.kube.KubeObject;
import dev.perk.kube.control.Change;
import dev.perk.kube.control.EventNote;
import dev.perk.kube.control.Plan;
import dev.perk.kube.control.Reconciler;
import dev.perk.kube.control.Refusal;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Sends the traffic of a Route where it belongs, once every revision that it names is ready.
 *
 * <p>Source: {@code knative/serving pkg/reconciler/route/route.go}, {@code
 * pkg/apis/serving/v1/route_lifecycle.go}.
 */
final class RouteReconciler implements Reconciler<RouteReconciler.Observed> {
    private static final String NOT_CONFIGURED = "IngressNotConfigured";
    private static final String NOT_RECONCILED = "Ingress has not yet been reconciled.";

    /**
     * @param configurations by name, those that the traffic means and that exist
     * @param revisions by name, those that the traffic means and that exist
     * @param services by name, placeholders that are needed or carry the Route's label
     * @param endpoints by name, of the placeholders
     */
    record Observed(
            KubeObject route,
            Map<String, KubeObject> configurations,
            Map<String, KubeObject> revisions,
            Map<String, KubeObject> services,
            Map<String, KubeObject> endpoints,
            Optional<KubeObject> ingress,
            ServingConfig config) {
        Observed {
            configurations = Map.copyOf(configurations);
            revisions = Map.copyOf(revisions);
            services = Map.copyOf(services);
            endpoints = Map.copyOf(endpoints);
        }
    }

    private final PublicUrl publicUrl;

    RouteReconciler(PublicUrl publicUrl) {
        this.publicUrl = publicUrl;
    }

    @Override
    public Plan reconcile(Observed seen, Instant now) {
        var status = StatusDraft.of(seen.route(), ConditionSet.ROUTE, now);
        if (!Readiness.isObserved(seen.route())) {
            status.markUnknown(Types.INGRESS_READY, NOT_CONFIGURED, NOT_RECONCILED);
        }
        Plan plan =
                switch (Addresses.of(seen.route(), seen.services(), seen.config())) {
                    case Parsed.Good<Addresses>(Addresses addresses) ->
                            resolve(seen, addresses, status);
                    case Parsed.Bad<Addresses>(String why) -> {
                        String message = "domain name error: " + why;
                        status.markFalse(Types.ALL_TRAFFIC_ASSIGNED, "ErrorConfig", message);
                        yield Plan.NOTHING.retry(message);
                    }
                };
        return plan.withStatus(status.done()).orIfRefused(refusal -> explain(status, refusal));
    }

    private Plan resolve(Observed seen, Addresses addresses, StatusDraft status) {
        // The name is known before anything answers under it.
        status.put("url", url(addresses.of(""), seen.config().network()));
        var resolver = new TrafficResolver(seen.route(), seen.configurations(), seen.revisions());
        return switch (resolver.resolve()) {
            case Resolution.BadTarget(Problem problem) -> {
                if (problem.isFailure()) {
                    status.markFalse(
                            Types.ALL_TRAFFIC_ASSIGNED, problem.reason(), problem.message());
                } else {
                    status.markUnknown(
                            Types.ALL_TRAFFIC_ASSIGNED, problem.reason(), problem.message());
                }
                yield Plan.NOTHING;
            }
            case Resolution.Routable(Traffic traffic) -> {
                status.put(
                        "traffic",
                        TrafficTarget.trees(shown(traffic, addresses, seen.config().network())));
                status.markTrue(Types.ALL_TRAFFIC_ASSIGNED);
                yield route(seen, addresses, traffic, status);
            }
        };
    }

    private String url(Address address, NetworkConfig network) {
        return address.isPublic()
                ? publicUrl.of(network.defaultExternalScheme(), address.publicHost())
                : "http://" + address.localHost();
    }

    private List<TrafficTarget> shown(Traffic traffic, Addresses addresses, NetworkConfig network) {
        List<TrafficTarget> shown = new ArrayList<>();
        for (Traffic.Target target : traffic.all()) {
            TrafficTarget resolved = target.target().resolvedTo(target.revision());
            String tag = resolved.tag();
            shown.add(tag.isEmpty() ? resolved : resolved.withUrl(url(addresses.of(tag), network)));
        }
        return shown;
    }

    private Plan route(Observed seen, Addresses addresses, Traffic traffic, StatusDraft status) {
        KubeObject route = seen.route();
        status.put(
                "address",
                Json.object()
                        .put(
                                "url",
                                "http://"
                                        + route.name()
                                        + "."
                                        + route.namespace()
                                        + "."
                                        + seen.config().domain().clusterLocal()));
        var placeholders = new Placeholders(route, seen.services(), seen.endpoints());
        Optional<String> foreign = placeholders.foreign(addresses.all());
        if (foreign.isPresent()) {
            return notOwned(foreign.get(), route, status);
        }
        Plan plan = placeholders.ensure(Plan.NOTHING, addresses.all());
        Certificates.mark(route, seen.config().network(), status);
        Parsed<KubeObject> desired =
                new IngressBuilder(route, addresses, traffic, seen.config()).build();
        if (desired instanceof Parsed.Bad<KubeObject>(String why)) {
            return plan.retry(why);
        }
        Child ingress = Child.of(seen.ingress(), desired.optional().orElseThrow());
        plan = ingress.addTo(plan);
        showIngress(ingress, status);
        return ingress.caughtUp()
                ? placeholders.pointTo(plan, addresses.all(), ingress.object().status())
                : plan;
    }

    private static void showIngress(Child ingress, StatusDraft status) {
        Optional<Condition> ready =
                ingress.caughtUp() ? Readiness.ready(ingress.object()) : Optional.empty();
        if (ready.isPresent()) {
            status.mirror(Types.INGRESS_READY, ready);
        } else {
            status.markUnknown(Types.INGRESS_READY, NOT_CONFIGURED, NOT_RECONCILED);
        }
    }

    private static Plan notOwned(String service, KubeObject route, StatusDraft status) {
        String name = GoQuote.quote(service);
        status.markFalse(
                Types.INGRESS_READY,
                "NotOwned",
                "There is an existing placeholder Service " + name + " that we do not own.");
        return Plan.NOTHING.retry(
                "route: " + GoQuote.quote(route.name()) + " does not own Service: " + name);
    }

    private static Plan explain(StatusDraft status, Refusal refusal) {
        Plan failed = Plan.statusOnly(status.done());
        if (!(refusal.change() instanceof Change.Create(KubeObject child))) {
            return failed.retry(refusal.message());
        }
        String what =
                switch (child.type().kind()) {
                    case "Service" -> "placeholder service " + GoQuote.quote(child.name());
                    default -> child.type().kind();
                };
        return failed.telling(
                        EventNote.warning(
                                "CreationFailed",
                                "Failed to create " + what + ": " + refusal.message()))
                .retry("failed to create " + what + ": " + refusal.message());
    }
}
