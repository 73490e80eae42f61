package dev.perk.testing.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import dev.perk.api.Kinds;
import dev.perk.api.Labels;
import dev.perk.api.ResourceType;
import dev.perk.api.why.Journal;
import dev.perk.kube.KubeObject;
import dev.perk.kube.store.Selector;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * All controllers together, over the embedded store, in fake time.
 *
 * <p>Upstream: the timelines of the Knative specification, §17; {@code test/e2e} of
 * knative/serving.
 */
@ParameterizedClass(name = "caches lag behind: {0}")
@ValueSource(booleans = {false, true})
class ServingControllersTest {
    private static final String HELLO =
            """
            apiVersion: serving.knative.dev/v1
            kind: Service
            metadata: {name: hello}
            spec:
              template:
                metadata: {annotations: {version: "%s"}}
                spec: {containers: [{image: registry.example/hello}]}
            """;

    @Parameter boolean lagging;
    private ControlPlane plane;

    @BeforeEach
    void start() {
        plane = lagging ? ControlPlane.lagging() : ControlPlane.inStep();
    }

    @AfterEach
    void stop() {
        plane.close();
    }

    @Test
    void aServiceBecomesReady() {
        applyHello("1");
        assertThat(plane.condition(Kinds.KNATIVE_SERVICE, "hello", "Ready")).isEqualTo("True");
        KubeObject service = plane.get(Kinds.KNATIVE_SERVICE, "hello");
        assertThat(service.status().path("url").asText())
                .isEqualTo("http://hello.default.localhost:8080");
        assertThat(service.status().at("/address/url").asText())
                .isEqualTo("http://hello.default.svc.cluster.local");
        assertThat(service.status().path("latestReadyRevisionName").asText())
                .isEqualTo("hello-00001");
        assertThat(service.status().at("/traffic/0/revisionName").asText())
                .isEqualTo("hello-00001");
    }

    @Test
    void aServiceIsMadeOfWhatTheSpecificationLists() {
        applyHello("1");
        assertThat(plane.names(Kinds.CONFIGURATION)).containsExactly("hello");
        assertThat(plane.names(Kinds.ROUTE)).containsExactly("hello");
        assertThat(plane.names(Kinds.INGRESS)).containsExactly("hello");
        for (ResourceType type :
                List.of(
                        Kinds.REVISION,
                        Kinds.POD_AUTOSCALER,
                        Kinds.METRIC,
                        Kinds.SERVERLESS_SERVICE)) {
            assertThat(plane.names(type)).as(type.kind()).containsExactly("hello-00001");
        }
        assertThat(plane.names(Kinds.DEPLOYMENT)).containsExactly("hello-00001-deployment");
        assertThat(plane.names(Kinds.IMAGE)).containsExactly("hello-00001-cache-user-container");
        assertThat(plane.names(Kinds.SERVICE))
                .containsExactly("hello", "hello-00001", "hello-00001-private");
        assertThat(plane.names(Kinds.POD)).hasSize(1);
        KubeObject pod = plane.get(Kinds.POD, plane.names(Kinds.POD).getFirst());
        assertThat(pod.spec().at("/containers/0/image").asText()).contains("@sha256:");
        assertThat(pod.spec().at("/containers/1/name").asText()).isEqualTo("queue-proxy");
    }

    @Test
    void aServiceTellsItsStory() {
        applyHello("1");
        assertThat(plane.eventsAbout("hello"))
                .contains(
                        "Created: Created Configuration \"hello\"",
                        "Created: Created Route \"hello\"",
                        "Created: Created Revision \"hello-00001\"",
                        "ConfigurationReady: Configuration becomes ready",
                        "LatestReadyUpdate: LatestReadyRevisionName updated to \"hello-00001\"",
                        "FinalizerUpdate: Updated \"hello\" finalizers",
                        "Created: Created placeholder service \"hello\"",
                        "Created: Created Ingress \"hello\"")
                .noneMatch(event -> event.startsWith("InternalError"));
        assertThat(plane.eventsAbout("hello-00001"))
                .contains("RevisionReady: Revision becomes ready upon all resources being ready")
                .noneMatch(event -> event.startsWith("InternalError"));
    }

    /** Only a lost race may wait, and then for milliseconds. */
    @Test
    void nothingOnTheWayToReadyWaitsForATimer() {
        plane.apply(HELLO.formatted("1"));
        plane.clock.runDue();
        if (!lagging) {
            assertThat(plane.condition(Kinds.KNATIVE_SERVICE, "hello", "Ready")).isEqualTo("True");
        } else {
            plane.clock.advance("100ms");
            assertThat(plane.condition(Kinds.KNATIVE_SERVICE, "hello", "Ready")).isEqualTo("True");
        }
    }

    @Test
    void aReadyServiceComesToRest() {
        applyHello("1");
        settle();
        long before = revision();
        plane.clock.advance("5s");
        assertThat(revision()).as("no write without a cause").isEqualTo(before);
    }

    @Test
    void placeholdersPointToTheGateway() {
        applyHello("1");
        KubeObject placeholder = plane.get(Kinds.SERVICE, "hello");
        assertThat(placeholder.spec().path("type").asText()).isEqualTo("ExternalName");
        assertThat(placeholder.spec().path("externalName").asText()).isEqualTo("gateway.local");
    }

    @Test
    void theActivatorStaysInThePathUntilThereIsRoomToSpare() {
        applyHello("1");
        assertThat(plane.behind("hello-00001")).containsExactly(ControlPlane.ACTIVATOR_IP);
        plane.deciders.decide("hello-00001", 3, 89);
        settle();
        assertThat(plane.replicas("hello-00001")).isEqualTo(3);
        assertThat(plane.behind("hello-00001"))
                .hasSize(3)
                .doesNotContain(ControlPlane.ACTIVATOR_IP);
        plane.deciders.decide("hello-00001", 3, -1);
        settle();
        assertThat(plane.behind("hello-00001")).containsExactly(ControlPlane.ACTIVATOR_IP);
    }

    /** Specification §17.3; one pod, activator in the path all along. */
    @Test
    void anIdleServiceGoesToSleepAfterTheStableWindow() {
        applyHello("1");
        plane.deciders.decide("hello-00001", 1, -112);
        plane.clock.advance("40s");
        plane.deciders.decide("hello-00001", 0, -112);
        plane.clock.advance("10s");
        assertThat(plane.replicas("hello-00001")).as("active for less than a window").isEqualTo(1);
        plane.clock.advance("15s");
        assertThat(plane.replicas("hello-00001")).isZero();
        assertThat(plane.names(Kinds.POD)).isEmpty();
        assertThat(plane.condition(Kinds.POD_AUTOSCALER, "hello-00001", "Active"))
                .isEqualTo("False NoTraffic");
        assertThat(plane.condition(Kinds.REVISION, "hello-00001", "Ready")).isEqualTo("True");
        assertThat(plane.condition(Kinds.REVISION, "hello-00001", "Active"))
                .isEqualTo("False NoTraffic");
        assertThat(plane.condition(Kinds.KNATIVE_SERVICE, "hello", "Ready")).isEqualTo("True");
    }

    /** Specification, worked example 7.7 (b): pods served directly until the end. */
    @Test
    void theLastPodStaysForAGracePeriodAfterTheTrafficWasTurned() {
        applyHello("1");
        plane.deciders.decide("hello-00001", 1, 10);
        plane.clock.advance("61s");
        assertThat(plane.behind("hello-00001")).doesNotContain(ControlPlane.ACTIVATOR_IP);
        plane.deciders.decide("hello-00001", 0, 10);
        settle();
        assertThat(plane.behind("hello-00001")).containsExactly(ControlPlane.ACTIVATOR_IP);
        plane.clock.advance("28s");
        assertThat(plane.replicas("hello-00001")).isEqualTo(1);
        plane.clock.advance("3s");
        assertThat(plane.replicas("hello-00001")).isZero();
    }

    /** Specification §17.2: the decision and the replicas are one step apart. */
    @Test
    void aSleepingServiceWakesUpInNoTime() {
        fallAsleep();
        var before = plane.clock.instant();
        plane.letPodsStart(false);
        plane.deciders.decide("hello-00001", 1, -212);
        plane.clock.runDue();
        assertThat(plane.clock.instant()).isEqualTo(before);
        assertThat(plane.replicas("hello-00001")).isEqualTo(1);
        assertThat(plane.names(Kinds.POD)).hasSize(1);
        assertThat(plane.condition(Kinds.POD_AUTOSCALER, "hello-00001", "Active"))
                .isEqualTo("Unknown Queued");
        assertThat(plane.condition(Kinds.KNATIVE_SERVICE, "hello", "Ready")).isEqualTo("True");
        plane.letPodsStart(true);
        settle();
        assertThat(plane.condition(Kinds.POD_AUTOSCALER, "hello-00001", "Active"))
                .isEqualTo("True");
    }

    @Test
    void everyChangeOfScaleLeavesAReason() {
        fallAsleep();
        plane.deciders.decide("hello-00001", 2, -1);
        settle();
        assertThat(plane.journal.about("default/hello-00001"))
                .extracting(Journal.Entry::reason)
                .extracting(reason -> reason.code() + " " + reason.inputs().getOrDefault("to", ""))
                .containsExactly("ScaledToZero 0", "Decided 2");
    }

    @Test
    void aNewRevisionTakesOverAndTheOldOneGoesToSleep() {
        applyHello("1");
        plane.deciders.decide("hello-00001", 1, -112);
        settle();
        applyHello("2");
        assertThat(plane.get(Kinds.KNATIVE_SERVICE, "hello").status().at("/traffic/0/revisionName"))
                .hasToString("\"hello-00002\"");
        assertThat(plane.condition(Kinds.KNATIVE_SERVICE, "hello", "Ready")).isEqualTo("True");
        assertThat(label("hello-00001", Labels.ROUTING_STATE)).isEqualTo("reserve");
        assertThat(label("hello-00002", Labels.ROUTING_STATE)).isEqualTo("active");
        assertThat(
                        plane.get(Kinds.POD_AUTOSCALER, "hello-00001")
                                .spec()
                                .path("reachability")
                                .asText())
                .isEqualTo("Unreachable");
        plane.deciders.decide("hello-00001", 0, -112);
        plane.clock.advance("95s");
        assertThat(plane.replicas("hello-00001")).isZero();
        assertThat(plane.replicas("hello-00002")).isEqualTo(1);
    }

    @Test
    void trafficStaysOnTheOldRevisionWhileTheNewOneDoesNotStart() {
        applyHello("1");
        plane.letPodsStart(false);
        applyHello("2");
        assertThat(plane.condition(Kinds.KNATIVE_SERVICE, "hello", "Ready")).startsWith("Unknown");
        assertThat(ingressBackend()).isEqualTo("hello-00001");
        plane.letPodsStart(true);
        settle();
        assertThat(ingressBackend()).isEqualTo("hello-00002");
    }

    @Test
    void anImageThatDoesNotExistIsNamed() {
        plane.images.missing.add("registry.example/hello");
        applyHello("1");
        KubeObject service = plane.get(Kinds.KNATIVE_SERVICE, "hello");
        assertThat(plane.condition(Kinds.KNATIVE_SERVICE, "hello", "Ready"))
                .isEqualTo("False RevisionMissing");
        assertThat(service.status().toString())
                .contains(
                        "Unable to fetch image \\\"registry.example/hello\\\": failed to resolve"
                                + " image to digest: not found");
        assertThat(plane.names(Kinds.DEPLOYMENT)).isEmpty();
        plane.images.missing.clear();
        plane.clock.advance("10s");
        assertThat(plane.condition(Kinds.REVISION, "hello-00001", "Ready")).isEqualTo("True");
    }

    @Test
    void aRouteWaitsForTheGateway() {
        plane.gateway.takesOver = false;
        applyHello("1");
        assertThat(plane.condition(Kinds.KNATIVE_SERVICE, "hello", "Ready"))
                .isEqualTo("Unknown Uninitialized");
    }

    @Test
    void tagsGetNamesOfTheirOwn() {
        applyHello("1");
        plane.apply(
                HELLO.formatted("1")
                        + """
                          traffic:
                          - {latestRevision: true, percent: 100}
                          - {revisionName: hello-00001, tag: blue, percent: 0}
                        """);
        settle();
        KubeObject service = plane.get(Kinds.KNATIVE_SERVICE, "hello");
        assertThat(plane.condition(Kinds.KNATIVE_SERVICE, "hello", "Ready")).isEqualTo("True");
        assertThat(service.status().at("/traffic/1/url").asText())
                .isEqualTo("http://blue-hello.default.localhost:8080");
        assertThat(plane.names(Kinds.SERVICE)).contains("blue-hello");
        applyHello("1");
        assertThat(plane.names(Kinds.SERVICE)).doesNotContain("blue-hello");
    }

    @Test
    void nothingStaysBehindWhenAServiceGoes() {
        applyHello("1");
        plane.delete(Kinds.KNATIVE_SERVICE, "hello");
        plane.clock.advance("5s");
        for (ResourceType type : Kinds.SERVED) {
            boolean ours = !List.of("Event", "ConfigMap", "ServiceAccount").contains(type.kind());
            if (type.namespaced() && ours) {
                assertThat(plane.names(type)).as(type.kind()).isEmpty();
            }
        }
        assertThat(plane.deciders.specs).isEmpty();
    }

    private void fallAsleep() {
        applyHello("1");
        plane.clock.advance("61s");
        plane.deciders.decide("hello-00001", 0, -112);
        plane.clock.advance("35s");
        assertThat(plane.replicas("hello-00001")).isZero();
    }

    private void applyHello(String version) {
        plane.apply(HELLO.formatted(version));
        settle();
    }

    /** Long enough for a race to be run again, too short for anything that waits. */
    private void settle() {
        plane.clock.advance("900ms");
    }

    private long revision() {
        return plane.store.list(Kinds.EVENT, "", Selector.EVERYTHING).revision();
    }

    private String label(String revision, String key) {
        return plane.get(Kinds.REVISION, revision).label(key).orElse("none");
    }

    private String ingressBackend() {
        return plane.get(Kinds.INGRESS, "hello")
                .spec()
                .at("/rules/0/http/paths/0/splits/0/serviceName")
                .asText();
    }
}
