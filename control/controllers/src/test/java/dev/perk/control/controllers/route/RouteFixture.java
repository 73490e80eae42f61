package dev.perk.control.controllers.route;

import static dev.perk.control.controllers.fixture.Manifests.labelled;
import static dev.perk.control.controllers.fixture.Manifests.object;
import static dev.perk.control.controllers.fixture.Manifests.ready;
import static dev.perk.control.controllers.fixture.Manifests.stored;
import static dev.perk.control.controllers.fixture.Manifests.with;

import dev.perk.api.config.ServingConfig;
import dev.perk.control.controllers.fixture.PlanText;
import dev.perk.control.controllers.route.RouteReconciler.Observed;
import dev.perk.kube.KubeObject;
import dev.perk.kube.control.Change;
import dev.perk.testing.testkit.FakeClock;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/** A Route {@code hello} under {@code example.com}, and what it may lead to. */
final class RouteFixture {
    ServingConfig config =
            ServingConfig.DEFAULT
                    .with("config-domain", Map.of("example.com", ""))
                    .with(
                            "config-network",
                            Map.of("ingress-class", "perk.ingress.networking.knative.dev"));
    KubeObject route;
    final Map<String, KubeObject> configurations = new HashMap<>();
    final Map<String, KubeObject> revisions = new HashMap<>();
    final Map<String, KubeObject> services = new LinkedHashMap<>();
    final Map<String, KubeObject> endpoints = new HashMap<>();
    Optional<KubeObject> ingress = Optional.empty();
    private PublicUrl publicUrl = PublicUrl.ON_DEFAULT_PORT;

    RouteFixture() {
        route =
                object(
                        """
                        apiVersion: serving.knative.dev/v1
                        kind: Route
                        metadata: {name: hello}
                        spec: {traffic: [{configurationName: hello, latestRevision: true, percent: 100}]}
                        """);
        configuration("hello", "hello-00001");
        revision("hello-00001", "hello");
    }

    RouteFixture traffic(String yaml) {
        route = with(route, "/spec/traffic", yaml);
        return this;
    }

    RouteFixture configuration(String name, String latestReady) {
        KubeObject configuration =
                object(
                        String.format(
                                """
                                apiVersion: serving.knative.dev/v1
                                kind: Configuration
                                metadata: {name: %s}
                                spec: {}
                                """,
                                name));
        configurations.put(
                name,
                with(
                        ready(configuration, "True"),
                        "/status/latestReadyRevisionName",
                        '"' + latestReady + '"'));
        return this;
    }

    RouteFixture configurationReady(String name, String status) {
        configurations.computeIfPresent(name, (_, object) -> ready(object, status));
        return this;
    }

    RouteFixture revision(String name, String configuration) {
        KubeObject revision =
                object(
                        String.format(
                                """
                                apiVersion: serving.knative.dev/v1
                                kind: Revision
                                metadata: {name: %s}
                                spec: {containers: [{image: x}]}
                                """,
                                name));
        revisions.put(
                name,
                ready(
                        labelled(revision, "serving.knative.dev/configuration", configuration),
                        "True"));
        return this;
    }

    RouteFixture revisionReady(String name, String status) {
        revisions.computeIfPresent(name, (_, object) -> ready(object, status));
        return this;
    }

    RouteFixture publicPort(int port) {
        publicUrl = (scheme, host) -> scheme + "://" + host + ":" + port;
        return this;
    }

    KubeObject service(String name) {
        return Optional.ofNullable(services.get(name)).orElseThrow();
    }

    /** As a later look sees what {@code plan} created. */
    RouteFixture after(PlanText plan) {
        plan.plan().changes().forEach(this::apply);
        route = route.withStatus(plan.status());
        return this;
    }

    private void apply(Change change) {
        if (change instanceof Change.Create(KubeObject created)) {
            KubeObject stored = stored(created);
            switch (created.type().kind()) {
                case "Service" -> services.put(created.name(), stored);
                case "Endpoints" -> endpoints.put(created.name(), stored);
                default -> ingress = Optional.of(stored);
            }
        }
    }

    /** The gateway has taken the Ingress over. */
    RouteFixture ingressReady(String loadBalancer) {
        ingress =
                ingress.map(object ->
                        with(
                                ready(object, "True"),
                                "/status/publicLoadBalancer",
                                "ingress: [" + loadBalancer + "]"));
        return this;
    }

    PlanText reconcile() {
        return PlanText.of(
                new RouteReconciler(publicUrl)
                        .reconcile(
                                new Observed(
                                        route,
                                        configurations,
                                        revisions,
                                        services,
                                        endpoints,
                                        ingress,
                                        config),
                                FakeClock.START));
    }
}
