package dev.perk.api.condition;

import static dev.perk.api.condition.Condition.READY;
import static dev.perk.api.condition.ConditionSet.Types.ACTIVE;
import static dev.perk.api.condition.ConditionSet.Types.CONFIGURATIONS_READY;
import static dev.perk.api.condition.ConditionSet.Types.CONTAINER_HEALTHY;
import static dev.perk.api.condition.ConditionSet.Types.RESOURCES_AVAILABLE;
import static dev.perk.api.condition.ConditionSet.Types.ROUTES_READY;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Upstream: knative/pkg apis/condition_set_impl_test.go, reconciler/reconcile_common_test.go. */
class ConditionsTest {
    private final Instant start = Instant.parse("2026-01-01T00:00:00Z");
    private final Instant later = start.plusSeconds(10);
    private final Instant muchLater = start.plusSeconds(20);
    private final Conditions fresh = Conditions.none(ConditionSet.SERVICE).initialized(start);

    @Test
    void everythingThatDecidesBeginsUnknown() {
        assertThat(summary(fresh))
                .isEqualTo("ConfigurationsReady=Unknown Ready=Unknown RoutesReady=Unknown");
    }

    @Test
    void whatIsAddedLaterToAReadyObjectBeginsTrue() {
        Conditions ready = Conditions.none(ConditionSet.SERVICE).markAs(READY, happy(), start);
        Conditions onlyReady = new Conditions(ConditionSet.SERVICE, List.of(happy()));
        assertThat(ready.isReady()).as("marked without its dependents").isFalse();
        assertThat(summary(onlyReady.initialized(start)))
                .isEqualTo("ConfigurationsReady=True Ready=True RoutesReady=True");
    }

    private Condition happy() {
        return Condition.read(
                new ObjectMapper().createObjectNode().put("type", READY).put("status", "True"));
    }

    @Test
    void readyWhenAllAreTrue() {
        Conditions half = fresh.markTrue(CONFIGURATIONS_READY, later);
        assertThat(half.isUnknown(READY)).isTrue();
        assertThat(half.markTrue(ROUTES_READY, later).isReady()).isTrue();
    }

    @Test
    void aFailureIsCopiedAndTheLastOneShows() {
        Conditions failed =
                fresh.markFalse(CONFIGURATIONS_READY, "RevisionFailed", "exit 1", later)
                        .markFalse(ROUTES_READY, "RevisionMissing", "none ready", later);
        assertThat(failed.happy().map(Condition::reason)).contains("RevisionMissing");
        assertThat(failed.happy().map(Condition::message)).contains("none ready");
    }

    @Test
    void whatIsUnknownDoesNotHideAFailure() {
        Conditions failed =
                fresh.markFalse(CONFIGURATIONS_READY, "RevisionFailed", "exit 1", later)
                        .markUnknown(ROUTES_READY, "OutOfDate", "wait", muchLater);
        assertThat(failed.isFalse(READY)).isTrue();
        assertThat(failed.happy().map(Condition::reason)).contains("RevisionFailed");
    }

    @Test
    void recoveringFromOneFailureShowsTheMostRecentOfTheOthers() {
        Conditions conditions =
                Conditions.none(ConditionSet.ROUTE)
                        .initialized(start)
                        .markFalse(ConditionSet.Types.ALL_TRAFFIC_ASSIGNED, "A", "first", start)
                        .markFalse(ConditionSet.Types.INGRESS_READY, "B", "second", later)
                        .markFalse(
                                ConditionSet.Types.CERTIFICATE_PROVISIONED, "C", "third", muchLater)
                        .markTrue(ConditionSet.Types.CERTIFICATE_PROVISIONED, muchLater);
        assertThat(conditions.happy().map(Condition::reason)).contains("B");
    }

    @Test
    void infoConditionsDoNotDecide() {
        Conditions asleep =
                Conditions.none(ConditionSet.REVISION)
                        .initialized(start)
                        .markTrue(RESOURCES_AVAILABLE, start)
                        .markTrue(CONTAINER_HEALTHY, start)
                        .markFalse(
                                ACTIVE, "NoTraffic", "The target is not receiving traffic.", start);
        assertThat(asleep.isReady()).isTrue();
        assertThat(asleep.get(ACTIVE).map(Condition::severity)).contains("Info");
        assertThat(asleep.get(CONTAINER_HEALTHY).map(Condition::severity)).contains("");
    }

    @Test
    void sayingTheSameAgainKeepsTheTime() {
        Conditions ready =
                fresh.markTrue(CONFIGURATIONS_READY, later).markTrue(ROUTES_READY, later);
        Conditions again =
                ready.markTrue(CONFIGURATIONS_READY, muchLater).markTrue(ROUTES_READY, muchLater);
        assertThat(again).isEqualTo(ready);
    }

    @Test
    void aNewGenerationIsNotReadyUntilLookedAt() {
        Conditions ready =
                fresh.markTrue(CONFIGURATIONS_READY, later).markTrue(ROUTES_READY, later);
        Conditions begun = ready.begin(2, 1, muchLater);
        assertThat(begun.happy().map(Condition::reason)).contains("NewObservedGenFailure");
        assertThat(begun.happy().map(Condition::message))
                .contains("unsuccessfully observed a new generation");
        assertThat(ready.begin(2, 2, muchLater)).isEqualTo(ready);
    }

    @Test
    void whatCameBackToWhatWasStoredNeverLeft() {
        Conditions stored =
                fresh.markTrue(CONFIGURATIONS_READY, later).markTrue(ROUTES_READY, later);
        Conditions flapped =
                stored.begin(2, 1, muchLater)
                        .markUnknown(ROUTES_READY, "OutOfDate", "", muchLater)
                        .markTrue(ROUTES_READY, muchLater);
        assertThat(flapped).isNotEqualTo(stored);
        assertThat(flapped.settled(stored, muchLater)).isEqualTo(stored);
    }

    @Test
    void writesWhatItReads() throws Exception {
        String json =
                """
                [{"type":"Ready","status":"False","lastTransitionTime":"2026-01-01T00:00:10Z",\
                "reason":"RevisionFailed","message":"exit 1"},\
                {"type":"RoutesReady","status":"Unknown","severity":"Info",\
                "lastTransitionTime":null}]\
                """;
        var tree = new ObjectMapper().readTree(json);
        assertThat(Conditions.read(ConditionSet.SERVICE, tree).tree()).isEqualTo(tree);
    }

    @Test
    void storesWholeSecondsSortedByType() {
        Conditions marked = fresh.markTrue(ROUTES_READY, later.plusMillis(900));
        assertThat(marked.tree().findValuesAsText("type"))
                .containsExactly("ConfigurationsReady", "Ready", "RoutesReady");
        assertThat(marked.tree().path(2).path("lastTransitionTime").asText())
                .isEqualTo("2026-01-01T00:00:10Z");
    }

    @Test
    void onlyConditionsThatInformCanBeCleared() {
        Conditions revision =
                Conditions.none(ConditionSet.REVISION).initialized(start).markTrue(ACTIVE, start);
        assertThat(revision.clear(ACTIVE).get(ACTIVE)).isEmpty();
        assertThat(revision.clear(RESOURCES_AVAILABLE)).isEqualTo(revision);
    }

    private static String summary(Conditions conditions) {
        return String.join(
                " ",
                conditions.all().stream()
                        .map(condition -> condition.type() + "=" + condition.status())
                        .toList());
    }
}
