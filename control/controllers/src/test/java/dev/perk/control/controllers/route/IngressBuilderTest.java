package dev.perk.control.controllers.route;

import static dev.perk.control.controllers.fixture.Manifests.annotated;
import static dev.perk.control.controllers.fixture.Manifests.labelled;
import static dev.perk.control.controllers.fixture.Manifests.show;
import static dev.perk.control.controllers.fixture.Manifests.with;
import static dev.perk.control.controllers.fixture.Manifests.yaml;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.perk.api.Kinds;
import dev.perk.kube.Json;
import dev.perk.kube.KubeObject;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Upstream: knative/serving pkg/reconciler/route/resources/ingress_test.go. */
class IngressBuilderTest {
    private static final String SPLIT =
            """
            - serviceNamespace: default
              serviceName: %1$s
              servicePort: 80
              percent: %2$d
              appendHeaders: {Knative-Serving-Revision: %1$s, Knative-Serving-Namespace: default}
            """;
    private final RouteFixture row = new RouteFixture();

    @Test
    void leadsAllNamesOfTheRouteToTheRevision() {
        assertThat(show(ingress().spec()))
                .isEqualTo(
                        show(
                                yaml(
                                        """
                                        httpOption: Enabled
                                        rules:
                                        - hosts: [hello.default, hello.default.svc, hello.default.svc.cluster.local]
                                          visibility: ClusterLocal
                                          http:
                                            paths:
                                            - splits:
                                              - serviceNamespace: default
                                                serviceName: hello-00001
                                                servicePort: 80
                                                percent: 100
                                                appendHeaders: {Knative-Serving-Revision: hello-00001, Knative-Serving-Namespace: default}
                                        - hosts: [hello.default.example.com]
                                          visibility: ExternalIP
                                          http:
                                            paths:
                                            - splits:
                                              - serviceNamespace: default
                                                serviceName: hello-00001
                                                servicePort: 80
                                                percent: 100
                                                appendHeaders: {Knative-Serving-Revision: hello-00001, Knative-Serving-Namespace: default}
                                        """)));
    }

    @Test
    void inheritsWhatTheRouteCarriesButForTheAliases() {
        row.route = labelled(row.route, "team", "blue");
        row.route = annotated(row.route, "a", "b");
        row.route =
                annotated(
                        row.route,
                        "networking.knative.dev/ingress-class",
                        "other.ingress.networking.knative.dev");
        row.route = annotated(row.route, "kubectl.kubernetes.io/last-applied-configuration", "{}");
        KubeObject ingress = ingress();
        assertThat(ingress.labels())
                .containsOnly(
                        Map.entry("team", "blue"),
                        Map.entry("serving.knative.dev/route", "hello"),
                        Map.entry("serving.knative.dev/routeNamespace", "default"));
        assertThat(ingress.annotations())
                .containsOnly(
                        Map.entry("a", "b"),
                        Map.entry(
                                "networking.knative.dev/ingress.class",
                                "other.ingress.networking.knative.dev"),
                        Map.entry(
                                "networking.internal.knative.dev/rollout",
                                "{\"configurations\":[{\"configurationName\":\"hello\","
                                        + "\"percent\":100,\"revisions\":[{\"revisionName\":"
                                        + "\"hello-00001\",\"percent\":100}],"
                                        + "\"stepParams\":{}}]}"));
    }

    @Test
    void takesItsClassFromTheConfiguration() {
        assertThat(ingress().annotation("networking.knative.dev/ingress.class"))
                .contains("perk.ingress.networking.knative.dev");
    }

    @Test
    void splitsTrafficAndLeavesOutWhatGetsNone() {
        row.configuration("hello", "hello-00002");
        row.revision("hello-00002", "hello").revision("hello-00003", "hello");
        row.traffic(
                """
                - {configurationName: hello, latestRevision: true, percent: 80}
                - {revisionName: hello-00001, percent: 20}
                - {revisionName: hello-00003, tag: dark, percent: 0}
                """);
        KubeObject ingress = ingress();
        assertThat(show(splits(ingress, "hello.default")))
                .isEqualTo(
                        show(
                                yaml(
                                        String.format(SPLIT, "hello-00002", 80)
                                                + String.format(SPLIT, "hello-00001", 20))));
        assertThat(show(splits(ingress, "dark-hello.default.example.com")))
                .as("a tag alone gets everything")
                .isEqualTo(show(yaml(String.format(SPLIT, "hello-00003", 100))));
        assertThat(annotation(ingress, "rollout").at("/configurations/0/percent").asInt())
                .isEqualTo(80);
        assertThat(annotation(ingress, "tag-to-host"))
                .isEqualTo(
                        yaml(
                                "dark: [dark-hello.default.svc.cluster.local,"
                                        + " dark-hello.default.example.com]"));
    }

    @Test
    void mergesTargetsThatMeanTheSameRevision() {
        row.traffic(
                """
                - {configurationName: hello, latestRevision: true, percent: 30}
                - {revisionName: hello-00001, latestRevision: false, percent: 70}
                """);
        assertThat(show(splits(ingress(), "hello.default")))
                .isEqualTo(show(yaml(String.format(SPLIT, "hello-00001", 100))));
        assertThat(row.reconcile().status().path("traffic"))
                .as("the status tells them apart")
                .hasSize(2);
    }

    @Test
    void usesPort81ForH2c() {
        row.revisions.computeIfPresent(
                "hello-00001",
                (_, revision) ->
                        with(
                                revision,
                                "/spec/containers",
                                "[{image: x, ports: [{name: h2c, containerPort: 8080}]}]"));
        assertThat(splits(ingress(), "hello.default").path(0).path("servicePort").asInt())
                .isEqualTo(81);
    }

    @Test
    void redirectsToHttpsIfAskedTo() {
        row.route = annotated(row.route, "networking.knative.dev/http-protocol", "Redirected");
        assertThat(ingress().spec().path("httpOption").asText()).isEqualTo("Redirected");
        row.route = annotated(row.route, "networking.knative.dev/http-protocol", "maybe");
        assertThat(row.reconcile().requeue())
                .isEqualTo("retry: incorrect http-protocol annotation: maybe");
    }

    @Test
    void choosesTagsByHeaderWhereThatIsEnabled() {
        row.config =
                row.config.with("config-features", Map.of("tag-header-based-routing", "Enabled"));
        row.traffic(
                """
                - {configurationName: hello, latestRevision: true, percent: 100}
                - {revisionName: hello-00001, tag: blue, percent: 0}
                """);
        JsonNode paths = ingress().spec().path("rules").path(0).path("http").path("paths");
        assertThat(paths.path(0).path("headers"))
                .isEqualTo(yaml("Knative-Serving-Tag: {exact: blue}"));
        assertThat(paths.path(1).path("appendHeaders"))
                .isEqualTo(yaml("Knative-Serving-Default-Route: 'true'"));
        JsonNode tagged = ingress().spec().path("rules").path(2).path("http").path("paths");
        assertThat(tagged.path(0).path("appendHeaders"))
                .isEqualTo(yaml("Knative-Serving-Tag: blue"));
    }

    /** Specification §7.2: a name whose last label is a number could be an address. */
    @Test
    void hasNoShortNameInANamespaceThatIsANumber() {
        row.route = with(row.route, "/metadata/namespace", "'1234'");
        assertThat(ingress().spec().path("rules").path(0).path("hosts"))
                .isEqualTo(yaml("[hello.1234.svc, hello.1234.svc.cluster.local]"));
    }

    private KubeObject ingress() {
        return row.reconcile().written(Kinds.INGRESS);
    }

    private static JsonNode splits(KubeObject ingress, String host) {
        for (JsonNode rule : ingress.spec().path("rules")) {
            for (JsonNode one : rule.path("hosts")) {
                if (one.asText().equals(host)) {
                    return rule.path("http").path("paths").path(0).path("splits");
                }
            }
        }
        throw new AssertionError("no rule for " + host + " in " + ingress.spec());
    }

    private static JsonNode annotation(KubeObject ingress, String name) {
        String text = ingress.annotation("networking.internal.knative.dev/" + name).orElseThrow();
        return Json.read(text.getBytes(StandardCharsets.UTF_8));
    }
}
