package dev.perk.control.workloads.disruption;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.perk.api.Kinds;
import dev.perk.api.StoredKinds;
import dev.perk.control.workloads.Given;
import dev.perk.kube.KubeObject;
import dev.perk.kube.control.Plan;
import dev.perk.kube.disruption.DisruptionBudget;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Upstream: {@code pkg/controller/disruption/disruption_test.go}. */
class DisruptionReconcilerTest {
    private static final Instant NOW = Instant.parse("2026-01-01T00:00:00Z");
    private static final String SELECTOR = "selector: {matchLabels: {app: web}}";

    private static KubeObject budget(String spec) {
        return Given.object(
                StoredKinds.POD_DISRUPTION_BUDGET,
                "b",
                "metadata: {generation: 3}\nspec: {" + SELECTOR + ", " + spec + "}");
    }

    private static KubeObject pod(String name, boolean ready) {
        return Given.object(
                Kinds.POD,
                name,
                "metadata: {uid: %s, labels: {app: web}}\nstatus: {conditions: [{type: Ready, status: '%s'}]}"
                        .formatted(name, ready ? "True" : "False"));
    }

    private static Plan plan(KubeObject budget, KubeObject... pods) {
        return new DisruptionReconciler()
                .reconcile(
                        DisruptionBudget.count(budget, List.of(pods), _ -> Optional.empty()), NOW);
    }

    private static JsonNode status(KubeObject budget, KubeObject... pods) {
        return plan(budget, pods).status().orElseThrow();
    }

    private static List<Integer> numbers(JsonNode status) {
        return Stream.of("disruptionsAllowed", "currentHealthy", "desiredHealthy", "expectedPods")
                .map(field -> status.path(field).asInt(-1))
                .toList();
    }

    @Test
    void whatIsMoreThanMustBeMayGo() {
        JsonNode status =
                status(budget("minAvailable: 1"), pod("a", true), pod("b", true), pod("c", false));
        assertThat(numbers(status)).containsExactly(1, 2, 1, 3);
        assertThat(status.path("observedGeneration").asInt()).isEqualTo(3);
        JsonNode condition = status.path("conditions").path(0);
        assertThat(condition.path("type").asText()).isEqualTo("DisruptionAllowed");
        assertThat(condition.path("status").asText()).isEqualTo("True");
        assertThat(condition.path("reason").asText()).isEqualTo("SufficientPods");
    }

    @Test
    void noneMayGoWhereTooManyAreMissingAlready() {
        JsonNode status = status(budget("maxUnavailable: 1"), pod("a", true), pod("b", false));
        assertThat(numbers(status)).containsExactly(0, 1, 1, 2);
        assertThat(status.path("conditions").path(0).path("reason").asText())
                .isEqualTo("InsufficientPods");
    }

    @Test
    void aPercentageIsOfWhatIsWantedAndRoundedUp() {
        assertThat(
                        numbers(
                                status(
                                        budget("minAvailable: 50%"),
                                        pod("a", true),
                                        pod("b", true),
                                        pod("c", true))))
                .containsExactly(1, 3, 2, 3);
    }

    @Test
    void aBudgetWithoutPodsAllowsNothingYet() {
        assertThat(numbers(status(budget("minAvailable: 0")))).containsExactly(0, 0, 0, 0);
        assertThat(numbers(status(budget("maxUnavailable: 1")))).containsExactly(0, 0, 0, 0);
    }

    @Test
    void aConditionThatStaysKeepsItsTime() {
        KubeObject budget = budget("minAvailable: 1");
        KubeObject known =
                budget.with(
                        tree -> tree.set("status", status(budget, pod("a", true), pod("b", true))));
        Plan later =
                new DisruptionReconciler()
                        .reconcile(
                                DisruptionBudget.count(
                                        known,
                                        List.of(pod("a", true), pod("b", true)),
                                        _ -> Optional.empty()),
                                NOW.plusSeconds(60));
        assertThat(later.status().orElseThrow()).isEqualTo(known.status());
    }
}
