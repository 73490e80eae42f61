package dev.perk.control.workloads.access;

import static org.assertj.core.api.Assertions.assertThat;

import dev.perk.api.Kinds;
import dev.perk.control.workloads.Given;
import dev.perk.kube.KubeObject;
import dev.perk.kube.control.Change;
import dev.perk.kube.control.Plan;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

/**
 * Upstream: {@code pkg/controller/clusterroleaggregation/clusterroleaggregation_controller_test.go}
 * TestSyncClusterRole.
 */
class AggregationReconcilerTest {
    private static final String AGGREGATED =
            "aggregationRule: {clusterRoleSelectors: [{matchLabels: {to: admin}}, {matchLabels:"
                    + " {also: 'yes'}}]}";

    private final KubeObject b = part("b", "to: admin", "pods");
    private final KubeObject a = part("a", "to: admin", "secrets");
    private final KubeObject other = part("c", "to: view", "nodes");

    private static KubeObject part(String name, String label, String resource) {
        return Given.object(
                Kinds.CLUSTER_ROLE,
                name,
                "metadata: {labels: {%s}}\nrules: [{apiGroups: [''], resources: [%s], verbs: [get]}]"
                        .formatted(label, resource));
    }

    private static Plan reconcile(KubeObject role, KubeObject... parts) {
        return new AggregationReconciler()
                .reconcile(new AggregationReconciler.Observed(role, List.of(parts)), Instant.EPOCH);
    }

    private static KubeObject updated(Plan plan) {
        return ((Change.Update) plan.changes().getFirst()).object();
    }

    @Test
    void aRoleIsMadeOfAllThatItSelectsInTheOrderOfTheirNames() {
        KubeObject admin = Given.object(Kinds.CLUSTER_ROLE, "admin", AGGREGATED);

        KubeObject made = updated(reconcile(admin, b, a, other, part("d", "also: 'yes'", "pods")));

        assertThat(made.tree().path("rules").toString())
                .isEqualTo(
                        "[{\"apiGroups\":[\"\"],\"resources\":[\"secrets\"],\"verbs\":[\"get\"]},"
                            + "{\"apiGroups\":[\"\"],\"resources\":[\"pods\"],\"verbs\":[\"get\"]}]");
        assertThat(reconcile(made, b, a, other)).isEqualTo(Plan.NOTHING);
    }

    @Test
    void whatNobodyContributesAnyMoreIsTakenOut() {
        KubeObject admin =
                Given.object(
                        Kinds.CLUSTER_ROLE,
                        "admin",
                        AGGREGATED + "\nrules: [{apiGroups: [''], resources: [x], verbs: [get]}]");

        assertThat(updated(reconcile(admin, other)).tree().path("rules")).isEmpty();
    }

    @Test
    void otherRolesStayAsTheyAre() {
        assertThat(reconcile(b, a, b)).isEqualTo(Plan.NOTHING);
    }
}
