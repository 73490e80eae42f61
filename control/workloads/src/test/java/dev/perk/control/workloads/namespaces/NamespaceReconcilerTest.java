package dev.perk.control.workloads.namespaces;

import static dev.perk.control.workloads.Given.created;
import static dev.perk.control.workloads.Given.deleted;
import static dev.perk.control.workloads.Given.status;
import static org.assertj.core.api.Assertions.assertThat;

import dev.perk.api.Kinds;
import dev.perk.api.Namespaces;
import dev.perk.control.workloads.Given;
import dev.perk.kube.KubeObject;
import dev.perk.kube.control.Change;
import dev.perk.kube.control.Plan;
import dev.perk.kube.control.Refusal;
import dev.perk.kube.store.ApiException;
import dev.perk.kube.store.Subresource;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/**
 * Upstream: {@code pkg/controller/namespace/deletion} TestFinalizeNamespaceFunc,
 * TestSyncNamespaceThatIsTerminating, TestUpdateConditions; {@code serviceaccount}
 * TestServiceAccountCreation; {@code certificates/rootcacertpublisher} TestConfigMapCreation,
 * TestConfigMapUpdateNoHotLoop.
 */
class NamespaceReconcilerTest {
    private static final Instant NOW = Instant.parse("2026-01-01T00:00:00Z");

    private final NamespaceReconciler reconciler = new NamespaceReconciler("PEM");
    private final KubeObject active =
            Given.object(Kinds.NAMESPACE, "team", "spec: {finalizers: [kubernetes]}");
    private final KubeObject ending =
            active.with(tree ->
                    tree.withObject("/metadata").put("deletionTimestamp", "2026-01-01T00:00:00Z"));

    @Test
    void aNewNamespaceGetsItsFurniture() {
        List<KubeObject> made = created(furnish(Optional.empty(), Optional.empty()));
        assertThat(made)
                .extracting(KubeObject::toString)
                .containsExactly(
                        "serviceaccounts team/default@0", "configmaps team/kube-root-ca.crt@0");
        assertThat(made.getLast().tree().at("/data").toString()).isEqualTo("{\"ca.crt\":\"PEM\"}");
        assertThat(made.getLast().annotations()).containsKey("kubernetes.io/description");
    }

    @Test
    void afterThatThereIsNothingToDo() {
        List<KubeObject> made = created(furnish(Optional.empty(), Optional.empty()));
        assertThat(furnish(Optional.of(made.getFirst()), Optional.of(made.getLast())))
                .isEqualTo(Plan.NOTHING);
    }

    @Test
    void certificatesThatAreNotOursArePutRight() {
        KubeObject wrong =
                Given.object(Kinds.CONFIG_MAP, "kube-root-ca.crt", "data: {ca.crt: OTHER}");
        Plan plan = furnish(Optional.of(wrong), Optional.of(wrong));
        assertThat(
                        ((Change.Update) plan.changes().getFirst())
                                .object()
                                .tree()
                                .at("/data/ca.crt")
                                .asText())
                .isEqualTo("PEM");
    }

    @Test
    void whatIsInAnEndingNamespaceIsDeleted() {
        KubeObject going =
                Given.object(
                        Kinds.POD,
                        "going",
                        "metadata: {deletionTimestamp: '2026-01-01T00:00:30Z', finalizers:"
                                + " [example.com/hold]}");
        Plan plan =
                clear(
                        Given.object(Kinds.DEPLOYMENT, "web", ""),
                        going,
                        Given.object(Kinds.POD, "pod", ""));
        assertThat(deleted(plan)).containsExactly("web", "pod");
        assertThat(conditions(plan))
                .containsExactly(
                        "NamespaceDeletionDiscoveryFailure False ResourcesDiscovered All resources"
                                + " successfully discovered",
                        "NamespaceDeletionGroupVersionParsingFailure False ParsedGroupVersions All"
                                + " legacy kube types successfully parsed",
                        "NamespaceDeletionContentFailure False ContentDeleted All content"
                                + " successfully deleted, may be waiting on finalization",
                        "NamespaceContentRemaining True SomeResourcesRemain Some resources are"
                            + " remaining: deployments.apps has 1 resource instances, pods. has 2"
                            + " resource instances",
                        "NamespaceFinalizersRemaining True SomeFinalizersRemain Some content in the"
                            + " namespace has finalizers remaining: example.com/hold in 1 resource"
                            + " instances");
        assertThat(status(plan).path("phase").asText()).isEqualTo("Terminating");
    }

    @Test
    void anEmptyOneIsLetGo() {
        Plan plan = clear();
        assertThat(plan.changes())
                .containsExactly(
                        new Change.MergePart(
                                ending.key(),
                                Subresource.FINALIZE,
                                Given.yaml("spec: {finalizers: []}")));
    }

    @Test
    void finalizersOfOthersStay() {
        KubeObject held =
                ending.with(tree ->
                        tree.withObject("/spec").withArray("finalizers").add("example.com/hold"));
        Plan plan =
                reconciler.reconcile(
                        new NamespaceReconciler.Observed(
                                held, List.of(), Optional.empty(), Optional.empty()),
                        NOW);
        assertThat(((Change.MergePart) plan.changes().getFirst()).changes())
                .isEqualTo(Given.yaml("spec: {finalizers: [example.com/hold]}"));
    }

    @Test
    void saysWhatCouldNotBeDeletedAndDeletesTheRest() {
        Plan plan = clear(Given.object(Kinds.POD, "pod", ""), Given.object(Kinds.POD, "other", ""));
        var cause = new ApiException(403, "Forbidden", "no", ApiException.Details.NONE);
        Plan failed =
                plan.ifRefused().orElseThrow().apply(new Refusal(plan.changes().getFirst(), cause));
        assertThat(deleted(failed)).containsExactly("other");
        assertThat(conditions(failed))
                .anyMatch(text ->
                        text.startsWith(
                                "NamespaceDeletionContentFailure True ContentDeletionFailed"));
    }

    @Test
    void anEndingNamespaceGetsNoFurniture() {
        assertThat(created(clear())).isEmpty();
    }

    @Test
    void theFirstObjectsAreNamespacesTheApiAndTheSystemsPriorities() {
        List<KubeObject> objects = Bootstrap.objects(6443);
        assertThat(objects)
                .extracting(KubeObject::toString)
                .containsExactly(
                        "namespaces default@0",
                        "namespaces kube-system@0",
                        "namespaces kube-public@0",
                        "namespaces kube-node-lease@0",
                        "namespaces knative-serving@0",
                        "services default/kubernetes@0",
                        "priorityclasses.scheduling.k8s.io system-node-critical@0",
                        "priorityclasses.scheduling.k8s.io system-cluster-critical@0");
        KubeObject api = objects.get(Namespaces.BOOTSTRAP.size());
        assertThat(api.spec().at("/ports/0").toString())
                .isEqualTo(
                        "{\"name\":\"https\",\"port\":443,\"protocol\":\"TCP\",\"targetPort\":6443}");
    }

    private Plan furnish(Optional<KubeObject> account, Optional<KubeObject> rootCa) {
        return reconciler.reconcile(
                new NamespaceReconciler.Observed(active, List.of(), account, rootCa), NOW);
    }

    private Plan clear(KubeObject... contents) {
        return reconciler.reconcile(
                new NamespaceReconciler.Observed(
                        ending, List.of(contents), Optional.empty(), Optional.empty()),
                NOW);
    }

    private static List<String> conditions(Plan plan) {
        return status(plan)
                .path("conditions")
                .valueStream()
                .map(c ->
                        c.path("type").asText()
                                + " "
                                + c.path("status").asText()
                                + " "
                                + c.path("reason").asText()
                                + " "
                                + c.path("message").asText())
                .toList();
    }
}
