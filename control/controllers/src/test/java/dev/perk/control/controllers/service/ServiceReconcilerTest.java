package dev.perk.control.controllers.service;

import static dev.perk.control.controllers.fixture.Manifests.annotated;
import static dev.perk.control.controllers.fixture.Manifests.labelled;
import static dev.perk.control.controllers.fixture.Manifests.object;
import static dev.perk.control.controllers.fixture.Manifests.owned;
import static dev.perk.control.controllers.fixture.Manifests.ready;
import static dev.perk.control.controllers.fixture.Manifests.show;
import static dev.perk.control.controllers.fixture.Manifests.stored;
import static dev.perk.control.controllers.fixture.Manifests.with;
import static dev.perk.control.controllers.fixture.Manifests.withReady;
import static dev.perk.control.controllers.fixture.Manifests.yaml;
import static org.assertj.core.api.Assertions.assertThat;

import dev.perk.api.Kinds;
import dev.perk.control.controllers.fixture.PlanText;
import dev.perk.control.controllers.service.ServiceReconciler.Observed;
import dev.perk.kube.KubeObject;
import dev.perk.testing.testkit.FakeClock;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Upstream: knative/serving pkg/reconciler/service/service_test.go and resources/*_test.go. */
class ServiceReconcilerTest {
    private static final String NO_LONGER_OURS =
            "False NotOwned: There is an existing %s \"hello\" that we do not own.";

    private final KubeObject service =
            object(
                    """
                    apiVersion: serving.knative.dev/v1
                    kind: Service
                    metadata:
                      name: hello
                      labels: {team: blue}
                      annotations:
                        serving.knative.dev/creator: admin
                        serving.knative.dev/rollout-duration: 30s
                        kubectl.kubernetes.io/last-applied-configuration: "{}"
                    spec:
                      template:
                        metadata: {annotations: {a: b}}
                        spec: {containers: [{image: hello, resources: {}, env: []}]}
                      traffic: [{latestRevision: true, percent: 100}]
                    """);

    private final KubeObject configuration =
            stored(Children.configuration(service, Optional.empty()));
    private final KubeObject route = stored(Children.route(service));
    private final KubeObject readyConfiguration =
            with(
                    with(
                            ready(configuration, "True"),
                            "/status/latestCreatedRevisionName",
                            "hello-00001"),
                    "/status/latestReadyRevisionName",
                    "hello-00001");
    private final KubeObject readyRoute =
            with(
                    with(ready(route, "True"), "/status/url", "http://hello.default.example.com"),
                    "/status/traffic",
                    "[{revisionName: hello-00001, latestRevision: true, percent: 100}]");

    /** Upstream row: "create route and service". */
    @Test
    void createsItsConfigurationAndItsRoute() {
        PlanText plan = reconcile(service, null, null, null);
        assertThat(plan.changes())
                .containsExactly("create configurations hello", "create routes hello");
        assertThat(plan.events())
                .containsExactly(
                        "Normal Created: Created Configuration \"hello\"",
                        "Normal Created: Created Route \"hello\"");
        assertThat(plan.condition("ConfigurationsReady"))
                .isEqualTo(
                        "Unknown OutOfDate: The Configuration is still working to reflect the"
                                + " latest desired specification.");
        assertThat(plan.condition("RoutesReady"))
                .isEqualTo(
                        "Unknown OutOfDate: The Route is still working to reflect the latest"
                                + " desired specification.");
        assertThat(plan.ready()).startsWith("Unknown OutOfDate: The Route");
        assertThat(plan.status().path("observedGeneration").asLong()).isEqualTo(1);
    }

    @Test
    void givesTheConfigurationTheTemplateAndTheNameOfTheRoute() {
        KubeObject created = reconcile(service, null, null, null).written(Kinds.CONFIGURATION);
        assertThat(show(created.metadata()))
                .isEqualTo(
                        show(
                                yaml(
                                        """
                                        name: hello
                                        namespace: default
                                        labels:
                                          team: blue
                                          serving.knative.dev/service: hello
                                          serving.knative.dev/serviceUID: Service-hello
                                        annotations:
                                          serving.knative.dev/creator: admin
                                          serving.knative.dev/routes: hello
                                        ownerReferences:
                                        - apiVersion: serving.knative.dev/v1
                                          kind: Service
                                          name: hello
                                          uid: Service-hello
                                          controller: true
                                          blockOwnerDeletion: true
                                        """)));
        assertThat(created.spec().path("template"))
                .as("empty lists and maps survive")
                .isEqualTo(service.spec().path("template"));
    }

    @Test
    void passesTheRolloutDurationToTheRouteOnly() {
        KubeObject created = reconcile(service, null, null, null).written(Kinds.ROUTE);
        assertThat(created.annotations())
                .containsOnlyKeys(
                        "serving.knative.dev/creator", "serving.knative.dev/rollout-duration");
        assertThat(created.labels()).containsOnlyKeys("team", "serving.knative.dev/service");
        assertThat(created.spec())
                .isEqualTo(
                        yaml(
                                "traffic: [{latestRevision: true, percent: 100,"
                                        + " configurationName: hello}]"));
    }

    /** Upstream row: "runLatest - all ready". */
    @Test
    void isReadyWhenBothAreAndTheTrafficHasMoved() {
        PlanText plan = reconcile(service, readyConfiguration, readyRoute, null);
        assertThat(plan.changes()).isEmpty();
        assertThat(plan.ready()).isEqualTo("True");
        assertThat(plan.status().path("url").asText())
                .isEqualTo("http://hello.default.example.com");
        assertThat(plan.status().path("latestReadyRevisionName").asText()).isEqualTo("hello-00001");
        assertThat(plan.status().path("traffic").path(0).path("revisionName").asText())
                .isEqualTo("hello-00001");
    }

    /** Upstream row: "runLatest - configuration lagging". */
    @Test
    void waitsUntilTheTrafficHasMovedToTheLatestRevision() {
        KubeObject ahead =
                with(readyConfiguration, "/status/latestReadyRevisionName", "hello-00002");
        assertThat(reconcile(service, ahead, readyRoute, null).condition("RoutesReady"))
                .isEqualTo(
                        "Unknown TrafficNotMigrated: Traffic is not yet migrated to the latest"
                                + " revision.");
    }

    @Test
    void waitsUntilAllTargetsHaveTraffic() {
        KubeObject incomplete = with(readyRoute, "/status/traffic", "[]");
        assertThat(
                        reconcile(service, readyConfiguration, incomplete, null)
                                .condition("RoutesReady"))
                .startsWith("Unknown TrafficNotMigrated");
    }

    /** Upstream row: "runLatest - route ready, config fails". */
    @Test
    void failsWithTheConfigurationAndKeepsTheTraffic() {
        KubeObject failed =
                with(
                        withReady(
                                configuration,
                                "False",
                                "RevisionFailed",
                                "Revision \"hello-00002\" failed with message: boom."),
                        "/status/latestReadyRevisionName",
                        "hello-00001");
        PlanText plan = reconcile(service, failed, readyRoute, null);
        assertThat(plan.ready())
                .isEqualTo(
                        "False RevisionFailed: Revision \"hello-00002\" failed with message:"
                                + " boom.");
        assertThat(plan.condition("RoutesReady")).isEqualTo("True");
    }

    /** api.md §6.4: RoutesReady is marked last, so its reason is the one that shows. */
    @Test
    void showsTheReasonOfTheRouteIfBothFail() {
        KubeObject failedConfiguration =
                withReady(configuration, "False", "RevisionFailed", "no revision");
        KubeObject failedRoute = withReady(route, "False", "RevisionMissing", "no target");
        assertThat(reconcile(service, failedConfiguration, failedRoute, null).ready())
                .isEqualTo("False RevisionMissing: no target");
    }

    /** Upstream row: "runLatest - update annotations", and labels, which are clobbered. */
    @Test
    void replacesWhatSomebodyElseWroteOnItsChildren() {
        KubeObject touched = annotated(labelled(readyConfiguration, "x", "y"), "p", "q");
        PlanText plan = reconcile(service, touched, labelled(readyRoute, "x", "y"), null);
        assertThat(plan.changes())
                .containsExactly("update configurations hello", "update routes hello");
        assertThat(plan.written(Kinds.CONFIGURATION).labels()).doesNotContainKey("x");
        assertThat(plan.written(Kinds.CONFIGURATION).annotations()).doesNotContainKey("p");
        assertThat(plan.ready()).as("their specs have not changed").isEqualTo("True");
    }

    /** They are for the autoscaler of its latest ready revision, and forbidden on children. */
    @Test
    void keepsWhatItSaysAboutScalingToItself() {
        KubeObject scaled = annotated(service, "autoscaling.knative.dev/min-scale", "2");
        assertThat(reconcile(scaled, readyConfiguration, readyRoute, null).changes()).isEmpty();
    }

    @Test
    void keepsTheRoutesThatTheLabelerNoted() {
        KubeObject noted =
                annotated(readyConfiguration, "serving.knative.dev/routes", "apple,zebra");
        assertThat(
                        reconcile(service, noted, readyRoute, null)
                                .written(Kinds.CONFIGURATION)
                                .annotations())
                .containsEntry("serving.knative.dev/routes", "apple,hello,zebra");
    }

    /** Upstream row: "runLatest - update configuration" after a new template. */
    @Test
    void waitsForTheConfigurationToSeeANewTemplate() {
        KubeObject changed = with(service, "/spec/template/spec/containers", "[{image: hello:2}]");
        PlanText plan = reconcile(changed, readyConfiguration, readyRoute, null);
        assertThat(plan.changes()).containsExactly("update configurations hello");
        assertThat(plan.written(Kinds.CONFIGURATION).revision())
                .as("the version that was seen")
                .isEqualTo(100);
        assertThat(plan.condition("ConfigurationsReady")).startsWith("Unknown OutOfDate");
    }

    /** Upstream row: "runLatest - not owned config exists". */
    @Test
    void leavesAForeignConfigurationAlone() {
        KubeObject foreign = object(CONFIGURATION_OF_NOBODY);
        PlanText plan = reconcile(service, foreign, null, null);
        assertThat(plan.changes()).isEmpty();
        assertThat(plan.condition("ConfigurationsReady"))
                .isEqualTo(String.format(NO_LONGER_OURS, "Configuration"));
        assertThat(plan.requeue())
                .isEqualTo("retry: service: \"hello\" does not own configuration: \"hello\"");
    }

    /** Upstream row: "runLatest - not owned route exists". */
    @Test
    void leavesAForeignRouteAlone() {
        KubeObject foreign = object(CONFIGURATION_OF_NOBODY.replace("Configuration", "Route"));
        PlanText plan = reconcile(service, readyConfiguration, foreign, null);
        assertThat(plan.changes()).isEmpty();
        assertThat(plan.condition("RoutesReady")).isEqualTo(String.format(NO_LONGER_OURS, "Route"));
        assertThat(plan.requeue())
                .isEqualTo("retry: service: \"hello\" does not own route: \"hello\"");
    }

    /** Upstream row: "runLatest - with a BYO name, config not reconciled". */
    @Test
    void doesNotTouchTheRouteBeforeAChosenNameWasJudged() {
        KubeObject named = with(service, "/spec/template/metadata/name", "hello-blue");
        PlanText plan = reconcile(named, null, null, null);
        assertThat(plan.changes()).containsExactly("create configurations hello");
        assertThat(plan.condition("RoutesReady")).isEqualTo("Unknown");
    }

    /** Upstream row: "runLatest - with a BYO name conflict". */
    @Test
    void doesNotMigrateTrafficToANameThatIsTaken() {
        KubeObject named = with(service, "/spec/template/metadata/name", "hello-blue");
        KubeObject judged =
                withReady(
                        stored(Children.configuration(named, Optional.empty())),
                        "False",
                        "RevisionFailed",
                        "taken");
        KubeObject stranger =
                object(
                        """
                        apiVersion: serving.knative.dev/v1
                        kind: Revision
                        metadata: {name: hello-blue}
                        spec: {containers: [{image: other}]}
                        """);
        PlanText plan = reconcile(named, judged, null, stranger);
        assertThat(plan.changes()).isEmpty();
        assertThat(plan.condition("RoutesReady"))
                .isEqualTo(
                        "False RevisionNameTaken: The revision name \"hello-blue\" is taken by a"
                                + " conflicting Revision, so traffic will not be migrated");
        assertThat(plan.requeue()).as("only the user can mend it").isEqualTo("never");
    }

    @Test
    void acceptsItsOwnRevisionUnderAChosenNameAsLongAsItIsTheSame() {
        KubeObject named = with(service, "/spec/template/metadata/name", "hello-blue");
        KubeObject judged =
                with(
                        ready(stored(Children.configuration(named, Optional.empty())), "True"),
                        "/metadata/generation",
                        "7");
        judged = with(judged, "/status/observedGeneration", "7");
        KubeObject earlier =
                owned(
                        judged,
                        object(
                                """
                                apiVersion: serving.knative.dev/v1
                                kind: Revision
                                metadata:
                                  name: hello-blue
                                  labels: {serving.knative.dev/configurationGeneration: "3"}
                                spec: {containers: [{image: hello, resources: {}, env: []}]}
                                """));
        assertThat(reconcile(named, judged, null, earlier).changes())
                .containsExactly("create routes hello");
        KubeObject different = with(earlier, "/spec/containers", "[{image: other}]");
        assertThat(reconcile(named, judged, null, different).condition("RoutesReady"))
                .startsWith("False RevisionNameTaken");
    }

    /** Upstream rows: "runLatest - create config fails", "runLatest - create route fails". */
    @Test
    void tellsWhatCouldNotBeCreated() {
        PlanText plan = reconcile(service, null, null, null);
        assertThat(plan.ifRefused(0, "quota").events())
                .containsExactly(
                        "Warning CreationFailed: Failed to create Configuration \"hello\": quota");
        PlanText refused = plan.ifRefused(1, "quota");
        assertThat(refused.events())
                .containsExactly("Warning CreationFailed: Failed to create Route \"hello\": quota");
        assertThat(refused.requeue()).isEqualTo("retry: failed to create Route \"hello\": quota");
        assertThat(refused.ready())
                .isEqualTo(
                        "Unknown NewObservedGenFailure: unsuccessfully observed a new generation");
    }

    private static final String CONFIGURATION_OF_NOBODY =
            """
            apiVersion: serving.knative.dev/v1
            kind: Configuration
            metadata: {name: hello}
            spec: {}
            """;

    private static PlanText reconcile(
            KubeObject service,
            @Nullable KubeObject configuration,
            @Nullable KubeObject route,
            @Nullable KubeObject named) {
        return PlanText.of(
                new ServiceReconciler()
                        .reconcile(
                                new Observed(
                                        service,
                                        Optional.ofNullable(configuration),
                                        Optional.ofNullable(route),
                                        Optional.ofNullable(named)),
                                FakeClock.START));
    }
}
