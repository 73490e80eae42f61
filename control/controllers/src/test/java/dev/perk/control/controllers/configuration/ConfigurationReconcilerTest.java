package dev.perk.control.controllers.configuration;

import static dev.perk.control.controllers.fixture.Manifests.annotated;
import static dev.perk.control.controllers.fixture.Manifests.labelled;
import static dev.perk.control.controllers.fixture.Manifests.object;
import static dev.perk.control.controllers.fixture.Manifests.owned;
import static dev.perk.control.controllers.fixture.Manifests.ready;
import static dev.perk.control.controllers.fixture.Manifests.show;
import static dev.perk.control.controllers.fixture.Manifests.with;
import static dev.perk.control.controllers.fixture.Manifests.withReady;
import static dev.perk.control.controllers.fixture.Manifests.yaml;
import static org.assertj.core.api.Assertions.assertThat;

import dev.perk.api.Kinds;
import dev.perk.control.controllers.configuration.ConfigurationReconciler.Observed;
import dev.perk.control.controllers.fixture.PlanText;
import dev.perk.kube.KubeObject;
import dev.perk.testing.testkit.FakeClock;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** Upstream: knative/serving pkg/reconciler/configuration/configuration_test.go. */
class ConfigurationReconcilerTest {
    private final KubeObject configuration =
            object(
                    """
                    apiVersion: serving.knative.dev/v1
                    kind: Configuration
                    metadata:
                      name: hello
                      generation: 2
                      labels: {serving.knative.dev/service: hello, serving.knative.dev/serviceUID: s1}
                      annotations: {serving.knative.dev/lastModifier: jane}
                    spec:
                      template:
                        metadata: {labels: {app: web}, annotations: {a: b}}
                        spec: {containers: [{image: hello, env: []}]}
                    """);

    /** Upstream row: "create revision matching generation". */
    @Test
    void createsTheRevisionOfThePresentGeneration() {
        PlanText plan = reconcile(configuration);
        assertThat(plan.changes()).containsExactly("create revisions hello-00002");
        assertThat(plan.events())
                .containsExactly("Normal Created: Created Revision \"hello-00002\"");
        assertThat(plan.ready()).isEqualTo("Unknown");
        assertThat(plan.status().path("latestCreatedRevisionName").asText())
                .isEqualTo("hello-00002");
        assertThat(plan.status().path("observedGeneration").asLong()).isEqualTo(2);
    }

    @Test
    void writesDownWhereTheRevisionComesFrom() {
        KubeObject revision = reconcile(configuration).written(Kinds.REVISION);
        assertThat(show(revision.metadata()))
                .isEqualTo(
                        show(
                                yaml(
                                        """
                                        name: hello-00002
                                        namespace: default
                                        labels:
                                          app: web
                                          serving.knative.dev/configuration: hello
                                          serving.knative.dev/configurationGeneration: "2"
                                          serving.knative.dev/configurationUID: Configuration-hello
                                          serving.knative.dev/routingState: pending
                                          serving.knative.dev/service: hello
                                          serving.knative.dev/serviceUID: s1
                                        annotations:
                                          a: b
                                          serving.knative.dev/creator: jane
                                          serving.knative.dev/routingStateModified: "2026-01-01T00:00:00Z"
                                        ownerReferences:
                                        - apiVersion: serving.knative.dev/v1
                                          kind: Configuration
                                          name: hello
                                          uid: Configuration-hello
                                          controller: true
                                          blockOwnerDeletion: true
                                        """)));
        assertThat(revision.spec()).isEqualTo(yaml("{containers: [{image: hello, env: []}]}"));
    }

    @Test
    void makesARevisionActiveAtBirthIfARouteAlreadyLeadsToIt() {
        KubeObject routed = annotated(configuration, "serving.knative.dev/routes", "hello");
        KubeObject revision = reconcile(routed).written(Kinds.REVISION);
        assertThat(revision.labels()).containsEntry("serving.knative.dev/routingState", "active");
        assertThat(revision.annotations()).containsEntry("serving.knative.dev/routes", "hello");
    }

    /** Upstream row: "reconcile revision matching generation (ready: unknown)". */
    @Test
    void waitsForARevisionThatIsNotReadyYet() {
        PlanText plan = reconcile(configuration, revision(2));
        assertThat(plan.changes()).isEmpty();
        assertThat(plan.ready()).isEqualTo("Unknown");
        assertThat(plan.status().has("latestReadyRevisionName")).isFalse();
    }

    /** Upstream row: "reconcile revision matching generation (ready: true)". */
    @Test
    void isReadyOnceTheRevisionIs() {
        PlanText plan = reconcile(configuration, ready(revision(2), "True"));
        assertThat(plan.ready()).isEqualTo("True");
        assertThat(plan.status().path("latestReadyRevisionName").asText()).isEqualTo("hello-00002");
        assertThat(plan.events())
                .containsExactly(
                        "Normal ConfigurationReady: Configuration becomes ready",
                        "Normal LatestReadyUpdate: LatestReadyRevisionName updated to"
                                + " \"hello-00002\"");
    }

    /** Upstream row: "reconcile revision matching generation (ready: false)". */
    @Test
    void failsWithItsRevision() {
        KubeObject failed = withReady(revision(2), "False", "ExitCode1", "it crashed");
        PlanText plan = reconcile(configuration, failed);
        assertThat(plan.ready())
                .isEqualTo(
                        "False RevisionFailed: Revision \"hello-00002\" failed with message: it"
                                + " crashed.");
        assertThat(plan.events())
                .containsExactly(
                        "Warning LatestCreatedFailed: Latest created revision \"hello-00002\" has"
                                + " failed");
        KubeObject told = configuration.withStatus(plan.status());
        assertThat(reconcile(told, failed).events()).as("once is enough").isEmpty();
    }

    @Test
    void tellsWhenTheLatestReadyRevisionFails() {
        KubeObject before = with(configuration, "/status/latestReadyRevisionName", "hello-00002");
        assertThat(
                        reconcile(before, withReady(revision(2), "False", "ExitCode1", "crash"))
                                .events())
                .containsExactly(
                        "Warning LatestReadyFailed: Latest ready revision \"hello-00002\" has"
                                + " failed");
    }

    /** Upstream row: "lrr doesn't exist", "previous revision remains latest ready". */
    @Test
    void advancesToAnIntermediateRevisionWhileTheNewestIsStillComingUp() {
        KubeObject third = with(configuration, "/metadata/generation", "3");
        third = with(third, "/status/latestReadyRevisionName", "hello-00001");
        PlanText plan =
                reconcile(
                        third, ready(revision(1), "True"), ready(revision(2), "True"), revision(3));
        assertThat(plan.status().path("latestReadyRevisionName").asText()).isEqualTo("hello-00002");
        assertThat(plan.ready()).isEqualTo("Unknown");
    }

    @Test
    void neverGoesBackToAnOlderRevisionUnlessTheReadyOneIsGone() {
        KubeObject before = with(configuration, "/status/latestReadyRevisionName", "hello-00002");
        KubeObject failed = withReady(revision(2), "False", "ExitCode1", "crash");
        PlanText plan = reconcile(before, ready(revision(1), "True"), failed);
        assertThat(plan.status().path("latestReadyRevisionName").asText()).isEqualTo("hello-00002");
        KubeObject afterDeletion =
                with(configuration, "/status/latestReadyRevisionName", "hello-00000");
        plan = reconcile(afterDeletion, ready(revision(1), "True"), failed);
        assertThat(plan.status().path("latestReadyRevisionName").asText()).isEqualTo("hello-00001");
    }

    @Test
    void doesNotTakeAReadinessOfAnEarlierGenerationForReady() {
        KubeObject stale = with(ready(revision(2), "True"), "/status/observedGeneration", "0");
        assertThat(reconcile(configuration, stale).status().has("latestReadyRevisionName"))
                .isFalse();
    }

    /** Upstream row: "create revision byo name". */
    @Test
    void usesTheNameThatTheTemplateAsksFor() {
        KubeObject named = with(configuration, "/spec/template/metadata/name", "hello-blue");
        assertThat(reconcile(named).changes()).containsExactly("create revisions hello-blue");
    }

    /** Upstream row: "create revision byo name (exists)". */
    @Test
    void refusesANameThatBelongsToSomebodyElse() {
        KubeObject named = with(configuration, "/spec/template/metadata/name", "hello-00007");
        KubeObject stranger =
                object(
                        """
                        apiVersion: serving.knative.dev/v1
                        kind: Revision
                        metadata: {name: hello-00007}
                        spec: {containers: [{image: hello, env: []}]}
                        """);
        PlanText plan = reconcile(named, List.of(), Optional.of(stranger));
        assertThat(plan.changes()).isEmpty();
        assertThat(plan.ready())
                .isEqualTo(
                        "False RevisionFailed: Revision creation failed with message:"
                                + " revisions.serving.knative.dev \"hello-00007\" already exists.");
        assertThat(plan.requeue()).isEqualTo("never");
    }

    /**
     * Upstream rows: "create revision byo name (exists, wrong generation, right spec / wrong
     * spec)".
     */
    @Test
    void acceptsAnEarlierRevisionUnderTheNameOnlyIfItIsTheSame() {
        KubeObject named = with(configuration, "/spec/template/metadata/name", "hello-00001");
        KubeObject same = revision(1);
        assertThat(reconcile(named, List.of(same), Optional.of(same)).changes()).isEmpty();
        KubeObject other = with(same, "/spec/containers", "[{image: other}]");
        assertThat(reconcile(named, List.of(other), Optional.of(other)).ready())
                .startsWith("False RevisionFailed: Revision creation failed");
    }

    /** Upstream row: "failure creating revision". */
    @Test
    void tellsWhyTheRevisionCouldNotBeCreated() {
        PlanText refused = reconcile(configuration).ifRefused(0, "quota");
        assertThat(refused.ready())
                .isEqualTo("False RevisionFailed: Revision creation failed with message: quota.");
        assertThat(refused.events())
                .containsExactly("Warning CreationFailed: Failed to create Revision: quota");
        assertThat(refused.requeue()).isEqualTo("retry: failed to create Revision: quota");
    }

    private KubeObject revision(int generation) {
        KubeObject revision =
                object(
                        String.format(
                                """
                                apiVersion: serving.knative.dev/v1
                                kind: Revision
                                metadata:
                                  name: hello-%05d
                                  labels: {serving.knative.dev/configuration: hello}
                                spec: {containers: [{image: hello, env: []}]}
                                """,
                                generation));
        return owned(
                configuration,
                labelled(
                        revision,
                        "serving.knative.dev/configurationGeneration",
                        Integer.toString(generation)));
    }

    private static PlanText reconcile(KubeObject configuration, KubeObject... revisions) {
        return reconcile(configuration, List.of(revisions), Optional.empty());
    }

    private static PlanText reconcile(
            KubeObject configuration, List<KubeObject> revisions, Optional<KubeObject> named) {
        return PlanText.of(
                new ConfigurationReconciler()
                        .reconcile(new Observed(configuration, revisions, named), FakeClock.START));
    }
}
