package dev.perk.control.controllers.labeler;

import static dev.perk.control.controllers.fixture.Manifests.annotated;
import static dev.perk.control.controllers.fixture.Manifests.labelled;
import static dev.perk.control.controllers.fixture.Manifests.object;
import static dev.perk.control.controllers.fixture.Manifests.ready;
import static dev.perk.control.controllers.fixture.Manifests.with;
import static org.assertj.core.api.Assertions.assertThat;

import dev.perk.control.controllers.fixture.PlanText;
import dev.perk.control.controllers.labeler.LabelerReconciler.Observed;
import dev.perk.kube.KubeObject;
import dev.perk.testing.testkit.FakeClock;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Upstream: knative/serving pkg/reconciler/labeler/labeler_test.go. */
class LabelerReconcilerTest {
    private static final String MODIFIED =
            "\"serving.knative.dev/routingStateModified\":\"2026-01-01T00:00:00Z\"";

    private final KubeObject route =
            ready(
                    object(
                            """
                            apiVersion: serving.knative.dev/v1
                            kind: Route
                            metadata: {name: hello, finalizers: [routes.serving.knative.dev]}
                            spec: {traffic: [{configurationName: hello, latestRevision: true}]}
                            """),
                    "True");
    private final KubeObject configuration =
            object(
                    "{apiVersion: serving.knative.dev/v1, kind: Configuration, metadata: {name:"
                            + " hello}, spec: {}}");
    private final KubeObject revision =
            labelled(
                    object(
                            "{apiVersion: serving.knative.dev/v1, kind: Revision, metadata: {name:"
                                    + " hello-00001}, spec: {}}"),
                    "serving.knative.dev/routingState",
                    "pending");
    private final KubeObject old = noted(with(revision, "/metadata/name", "hello-00000"), "hello");

    /** Row: "label runLatest configuration". */
    @Test
    void notesTheRouteOnWhatItLeadsTo() {
        assertThat(reconcile(route, List.of(configuration, revision), List.of()).changes())
                .containsExactly(
                        "merge configurations hello"
                                + " {\"metadata\":{\"annotations\":"
                                + "{\"serving.knative.dev/routes\":\"hello\"}}}",
                        "merge revisions hello-00001"
                                + " {\"metadata\":{\"annotations\":"
                                + "{\"serving.knative.dev/routes\":\"hello\","
                                + MODIFIED
                                + "},\"labels\":{\"serving.knative.dev/routingState\":"
                                + "\"active\"}}}");
    }

    /** Row: "steady state". */
    @Test
    void changesNothingThatIsRight() {
        KubeObject right = noted(revision, "hello");
        assertThat(reconcile(route, List.of(right), List.of(right)).changes()).isEmpty();
    }

    @Test
    void sharesARevisionWithOtherRoutes() {
        assertThat(reconcile(route, List.of(noted(revision, "zebra")), List.of()).changes())
                .containsExactly(
                        "merge revisions hello-00001"
                                + " {\"metadata\":{\"annotations\":"
                                + "{\"serving.knative.dev/routes\":\"hello,zebra\"}}}");
    }

    /** Row: "delete label of old revision when ready". */
    @Test
    void removesItsNameFromWhatItHasLeft() {
        assertThat(reconcile(route, List.of(), List.of(old)).changes())
                .containsExactly(
                        "merge revisions hello-00000"
                                + " {\"metadata\":{\"annotations\":"
                                + "{\"serving.knative.dev/routes\":null,"
                                + MODIFIED
                                + "},\"labels\":{\"serving.knative.dev/routingState\":"
                                + "\"reserve\"}}}");
    }

    @Test
    void keepsARevisionActiveForItsOtherRoutes() {
        assertThat(reconcile(route, List.of(), List.of(noted(old, "hello,zebra"))).changes())
                .containsExactly(
                        "merge revisions hello-00000"
                                + " {\"metadata\":{\"annotations\":"
                                + "{\"serving.knative.dev/routes\":\"zebra\"}}}");
    }

    /** Row: "not ready yet: keep the old revisions labelled". */
    @Test
    void leavesOldRevisionsActiveUntilTheTrafficHasMoved() {
        assertThat(reconcile(ready(route, "Unknown"), List.of(), List.of(old)).changes()).isEmpty();
        assertThat(reconcile(ready(route, "False"), List.of(), List.of(old)).changes()).hasSize(1);
        KubeObject newGeneration = with(route, "/metadata/generation", "2");
        assertThat(reconcile(newGeneration, List.of(), List.of(old)).changes()).isEmpty();
    }

    /** Row: "first reconcile adds the finalizer". */
    @Test
    void asksToBeToldBeforeTheRouteGoes() {
        KubeObject fresh = with(route, "/metadata/finalizers", "[other]");
        PlanText plan = reconcile(fresh, List.of(), List.of());
        assertThat(plan.changes())
                .containsExactly(
                        "merge routes hello {\"metadata\":{\"finalizers\":"
                                + "[\"other\",\"routes.serving.knative.dev\"],"
                                + "\"resourceVersion\":\"100\"}}");
        assertThat(plan.events())
                .containsExactly("Normal FinalizerUpdate: Updated \"hello\" finalizers");
    }

    /** Row: "delete route". */
    @Test
    void removesItsNameEverywhereBeforeTheRouteGoes() {
        KubeObject going = with(route, "/metadata/deletionTimestamp", "'2026-01-01T00:00:00Z'");
        PlanText plan =
                reconcile(going, List.of(revision), List.of(old, noted(configuration, "hello")));
        assertThat(plan.changes())
                .hasSize(3)
                .last()
                .isEqualTo(
                        "merge routes hello {\"metadata\":{\"finalizers\":[],"
                                + "\"resourceVersion\":\"100\"}}");
        KubeObject gone = with(going, "/metadata/finalizers", "[other]");
        assertThat(reconcile(gone, List.of(), List.of()).changes()).isEmpty();
    }

    @Test
    void findsWhatCarriesARoutesName() {
        var index = new NotedRoutes();
        index.onChange(null, old);
        index.onChange(null, noted(configuration, "hello,zebra"));
        assertThat(index.of(route.namespacedName()))
                .containsExactly(old.key(), configuration.key());
        index.onChange(noted(configuration, "hello,zebra"), noted(configuration, "zebra"));
        index.onChange(old, null);
        assertThat(index.of(route.namespacedName())).isEmpty();
    }

    private static KubeObject noted(KubeObject object, String routes) {
        KubeObject noted = annotated(object, "serving.knative.dev/routes", routes);
        return object.type().kind().equals("Revision")
                ? labelled(noted, "serving.knative.dev/routingState", "active")
                : noted;
    }

    private static PlanText reconcile(
            KubeObject route, List<KubeObject> referenced, List<KubeObject> noted) {
        return PlanText.of(
                new LabelerReconciler()
                        .reconcile(new Observed(route, referenced, noted), FakeClock.START));
    }
}
