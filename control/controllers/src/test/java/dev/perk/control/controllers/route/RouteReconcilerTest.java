package dev.perk.control.controllers.route;

import static dev.perk.control.controllers.fixture.Manifests.annotated;
import static dev.perk.control.controllers.fixture.Manifests.labelled;
import static dev.perk.control.controllers.fixture.Manifests.object;
import static dev.perk.control.controllers.fixture.Manifests.show;
import static dev.perk.control.controllers.fixture.Manifests.with;
import static dev.perk.control.controllers.fixture.Manifests.withReady;
import static dev.perk.control.controllers.fixture.Manifests.yaml;
import static org.assertj.core.api.Assertions.assertThat;

import dev.perk.api.Kinds;
import dev.perk.control.controllers.fixture.PlanText;
import dev.perk.kube.KubeObject;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Upstream: knative/serving pkg/reconciler/route/table_test.go, and the specification's §13.2. */
class RouteReconcilerTest {
    private static final String NOT_CONFIGURED =
            "Unknown IngressNotConfigured: Ingress has not yet been reconciled.";
    private final RouteFixture row = new RouteFixture();

    /** Row: "simple route becomes ready", first look. */
    @Test
    void createsItsPlaceholderAndItsIngress() {
        PlanText plan = row.reconcile();
        assertThat(plan.changes())
                .containsExactly("create services hello", "create ingresses hello");
        assertThat(plan.events())
                .containsExactly(
                        "Normal Created: Created placeholder service \"hello\"",
                        "Normal Created: Created Ingress \"hello\"");
        assertThat(plan.condition("AllTrafficAssigned")).isEqualTo("True");
        assertThat(plan.condition("CertificateProvisioned"))
                .isEqualTo("True TLSNotEnabled: external-domain-tls is not enabled");
        assertThat(plan.condition("IngressReady")).isEqualTo(NOT_CONFIGURED);
        assertThat(plan.status().path("url").asText())
                .isEqualTo("http://hello.default.example.com");
        assertThat(plan.status().path("address").path("url").asText())
                .isEqualTo("http://hello.default.svc.cluster.local");
        assertThat(plan.status().path("traffic"))
                .isEqualTo(
                        yaml("[{revisionName: hello-00001, latestRevision: true, percent: 100}]"));
    }

    /** Row: "simple route becomes ready", when the Ingress is. */
    @Test
    void isReadyOnceItsIngressIs() {
        PlanText plan =
                row.after(row.reconcile()).ingressReady("{domainInternal: gw.local}").reconcile();
        assertThat(plan.ready()).isEqualTo("True");
        assertThat(plan.changes()).containsExactly("update services hello");
        assertThat(plan.written(Kinds.SERVICE).spec().path("externalName").asText())
                .isEqualTo("gw.local");
    }

    /** Row: "steady state". */
    @Test
    void comesToRest() {
        row.after(row.reconcile()).ingressReady("{domainInternal: gw.local}");
        row.services.put("hello", row.reconcile().written(Kinds.SERVICE));
        PlanText plan = row.after(row.reconcile()).reconcile();
        assertThat(plan.changes()).isEmpty();
        assertThat(plan.status()).isEqualTo(row.route.status());
    }

    @Test
    void showsThePortOfTheGatewayInPublicUrlsOnly() {
        PlanText plan = row.publicPort(8080).reconcile();
        assertThat(plan.status().path("url").asText())
                .isEqualTo("http://hello.default.example.com:8080");
        assertThat(plan.status().path("address").path("url").asText())
                .isEqualTo("http://hello.default.svc.cluster.local");
        row.config = row.config.with("config-domain", Map.of());
        assertThat(row.reconcile().status().path("url").asText())
                .isEqualTo("http://hello.default.svc.cluster.local");
    }

    /** Row: "becoming not ready: missing configuration". */
    @Test
    void needsTheConfigurationsThatItNames() {
        row.configurations.clear();
        PlanText plan = row.reconcile();
        assertThat(plan.condition("AllTrafficAssigned"))
                .isEqualTo(
                        "False ConfigurationMissing: Configuration \"hello\" referenced in traffic"
                                + " not found.");
        assertThat(plan.changes()).isEmpty();
        assertThat(plan.requeue()).as("its creation wakes us").isEqualTo("never");
        assertThat(plan.status().path("url").asText())
                .as("known before anything answers")
                .isEqualTo("http://hello.default.example.com");
    }

    /** Row: "configuration not yet ready". */
    @Test
    void waitsForTheFirstReadyRevision() {
        assertThat(row.configuration("hello", "").reconcile().condition("AllTrafficAssigned"))
                .isEqualTo(
                        "Unknown RevisionMissing: Configuration \"hello\" is waiting for a Revision"
                                + " to become ready.");
    }

    /** Row: "configuration permanently failed". */
    @Test
    void failsWithAConfigurationThatHasNeverWorked() {
        row.configuration("hello", "").configurationReady("hello", "False");
        assertThat(row.reconcile().condition("AllTrafficAssigned"))
                .isEqualTo(
                        "False RevisionMissing: Configuration \"hello\" does not have any ready"
                                + " Revision.");
    }

    @Test
    void needsTheRevisionsThatItNames() {
        assertThat(pinned("hello-00009").condition("AllTrafficAssigned"))
                .isEqualTo(
                        "False RevisionMissing: Revision \"hello-00009\" referenced in traffic not"
                                + " found.");
    }

    /** Rows: "pinned route, not yet ready revision", "pinned route, failed revision". */
    @Test
    void needsThemToBeReady() {
        row.revisionReady("hello-00001", "Unknown");
        assertThat(pinned("hello-00001").condition("AllTrafficAssigned"))
                .isEqualTo("Unknown RevisionMissing: Revision \"hello-00001\" is not yet ready.");
        row.revisionReady("hello-00001", "False");
        assertThat(pinned("hello-00001").condition("AllTrafficAssigned"))
                .isEqualTo(
                        "False RevisionMissing: Revision \"hello-00001\" failed to become ready.");
    }

    @Test
    void leadsOnlyToRevisionsOfItsOwnService() {
        row.route = labelled(row.route, "serving.knative.dev/service", "hello");
        assertThat(pinned("hello-00001").condition("AllTrafficAssigned"))
                .isEqualTo(
                        "False RevisionNotOwned: Revision \"hello-00001\" does not belong to"
                                + " Service \"hello\".");
        row.revisions.computeIfPresent(
                "hello-00001",
                (_, revision) -> labelled(revision, "serving.knative.dev/service", "other"));
        assertThat(pinned("hello-00001").condition("AllTrafficAssigned"))
                .isEqualTo(
                        "False RevisionNotOwned: Revision \"hello-00001\" belongs to Service"
                                + " \"other\", not Service \"hello\".");
    }

    /** api.md §6.8: the last failure wins, a doubt only sticks if it came first. */
    @Test
    void tellsOfTheWorstTarget() {
        row.revision("blue", "hello").revisionReady("blue", "Unknown");
        row.traffic("[{revisionName: blue, percent: 50}, {revisionName: gone, percent: 50}]");
        assertThat(row.reconcile().condition("AllTrafficAssigned"))
                .contains("\"gone\" referenced in traffic not found");
        row.traffic("[{revisionName: gone, percent: 50}, {revisionName: blue, percent: 50}]");
        assertThat(row.reconcile().condition("AllTrafficAssigned"))
                .contains("\"gone\" referenced in traffic not found");
    }

    @Test
    void keepsTheNetworkAsItIsWhileATargetIsBad() {
        row.after(row.reconcile()).ingressReady("{domainInternal: gw.local}");
        row.traffic("[{revisionName: gone, percent: 100}]");
        PlanText plan = row.reconcile();
        assertThat(plan.changes()).isEmpty();
        assertThat(plan.status().path("traffic").path(0).path("revisionName").asText())
                .isEqualTo("hello-00001");
    }

    /** Row: "new generation, ingress unobserved". */
    @Test
    void doubtsItsIngressFromTheMomentOfANewGeneration() {
        row.after(row.reconcile()).ingressReady("{domainInternal: gw.local}");
        row.after(row.reconcile());
        row.route = with(row.route, "/metadata/generation", "2");
        row.traffic("[{revisionName: gone, percent: 100}]");
        assertThat(row.reconcile().condition("IngressReady")).isEqualTo(NOT_CONFIGURED);
    }

    @Test
    void mirrorsWhatTheIngressSays() {
        row.after(row.reconcile());
        row.ingress =
                row.ingress.map(
                        ingress -> withReady(ingress, "Unknown", "Uninitialized", "be patient"));
        assertThat(row.reconcile().condition("IngressReady"))
                .isEqualTo("Unknown Uninitialized: be patient");
        row.ingress = row.ingress.map(ingress -> with(ingress, "/metadata/generation", "2"));
        assertThat(row.reconcile().condition("IngressReady")).isEqualTo(NOT_CONFIGURED);
    }

    /** Row: "steady state, with an ingress that somebody changed". */
    @Test
    void repairsItsIngress() {
        row.after(row.reconcile());
        row.ingress = row.ingress.map(ingress -> labelled(annotated(ingress, "a", "b"), "c", "d"));
        KubeObject repaired = row.reconcile().written(Kinds.INGRESS);
        assertThat(repaired.labels()).doesNotContainKey("c");
        assertThat(repaired.annotations()).doesNotContainKey("a");
    }

    /** Row: "service owned by somebody else". */
    @Test
    void leavesAForeignPlaceholderAlone() {
        row.services.put(
                "hello",
                object("{apiVersion: v1, kind: Service, metadata: {name: hello}, spec: {}}"));
        PlanText plan = row.reconcile();
        assertThat(plan.condition("IngressReady"))
                .isEqualTo(
                        "False NotOwned: There is an existing placeholder Service \"hello\" that we"
                                + " do not own.");
        assertThat(plan.changes()).isEmpty();
        assertThat(plan.requeue())
                .isEqualTo("retry: route: \"hello\" does not own Service: \"hello\"");
    }

    /** Row: "create tag placeholder, remove the one of a former tag". */
    @Test
    void keepsOnePlaceholderPerTag() {
        row.traffic(
                "[{configurationName: hello, latestRevision: true, percent: 100},"
                        + " {revisionName: hello-00001, tag: blue, percent: 0}]");
        PlanText plan = row.reconcile();
        assertThat(plan.changes())
                .startsWith("create services hello", "create services blue-hello");
        row.after(plan);
        row.traffic("[{configurationName: hello, latestRevision: true, percent: 100}]");
        assertThat(row.reconcile().changes())
                .startsWith("delete services blue-hello")
                .noneMatch(change -> change.startsWith("create"));
    }

    @Test
    void showsWhereTagsAreFound() {
        row.traffic(
                "[{configurationName: hello, latestRevision: true, percent: 100},"
                        + " {revisionName: hello-00001, latestRevision: false, tag: blue,"
                        + " percent: 0}]");
        assertThat(show(row.publicPort(8080).reconcile().status().path("traffic")))
                .isEqualTo(
                        show(
                                yaml(
                                        """
                                        - {revisionName: hello-00001, latestRevision: true, percent: 100}
                                        - revisionName: hello-00001
                                          latestRevision: false
                                          percent: 0
                                          tag: blue
                                          url: http://blue-hello.default.example.com:8080
                                        """)));
    }

    @Test
    void keepsATagInsideTheClusterIfItsPlaceholderSaysSo() {
        row.traffic(
                "[{configurationName: hello, latestRevision: true, percent: 100},"
                        + " {revisionName: hello-00001, tag: blue, percent: 0}]");
        row.after(row.reconcile());
        row.services.computeIfPresent(
                "blue-hello",
                (_, service) ->
                        labelled(service, "networking.knative.dev/visibility", "cluster-local"));
        PlanText plan = row.reconcile();
        assertThat(plan.status().path("traffic").path(1).path("url").asText())
                .isEqualTo("http://blue-hello.default.svc.cluster.local");
        assertThat(plan.written(Kinds.INGRESS).spec().toString())
                .doesNotContain("blue-hello.default.example.com");
    }

    @Test
    void keepsACompleteRouteInsideTheClusterByLabel() {
        row.route = labelled(row.route, "networking.knative.dev/visibility", "cluster-local");
        PlanText plan = row.reconcile();
        assertThat(plan.status().path("url").asText())
                .isEqualTo("http://hello.default.svc.cluster.local");
        assertThat(plan.written(Kinds.INGRESS).spec().path("rules")).hasSize(1);
        assertThat(plan.written(Kinds.SERVICE).labels())
                .doesNotContainKey("networking.knative.dev/visibility");
    }

    @Test
    void refusesANameThatIsNoHost() {
        row.config =
                row.config.with(
                        "config-network",
                        Map.of("domain-template", "{{.Name}}.{{.Annotations.sub}}.{{.Domain}}"));
        row.route = annotated(row.route, "sub", "No_Host");
        PlanText plan = row.reconcile();
        assertThat(plan.condition("AllTrafficAssigned"))
                .startsWith(
                        "False ErrorConfig: domain name error: invalid domain name"
                                + " \"hello.No_Host.example.com\"");
        assertThat(plan.changes()).isEmpty();
    }

    @Test
    void doesNotPretendToHaveCertificates() {
        row.config = row.config.with("config-network", Map.of("external-domain-tls", "Enabled"));
        assertThat(row.reconcile().condition("CertificateProvisioned"))
                .startsWith("False NotSupported: external-domain-tls is enabled");
        row.route =
                annotated(row.route, "networking.knative.dev/disable-external-domain-tls", "true");
        assertThat(row.reconcile().condition("CertificateProvisioned"))
                .startsWith("True TLSNotEnabled");
    }

    /** Rows: "failure creating the placeholder / the ingress". */
    @Test
    void tellsWhatCouldNotBeCreated() {
        PlanText plan = row.reconcile();
        assertThat(plan.ifRefused(0, "quota").events())
                .containsExactly(
                        "Warning CreationFailed: Failed to create placeholder service \"hello\":"
                                + " quota");
        assertThat(plan.ifRefused(1, "quota").events())
                .containsExactly("Warning CreationFailed: Failed to create Ingress: quota");
    }

    private PlanText pinned(String revision) {
        return row.traffic("[{revisionName: " + revision + ", percent: 100}]").reconcile();
    }
}
