package dev.perk.control.controllers.object;

import static dev.perk.control.controllers.fixture.Manifests.object;
import static dev.perk.control.controllers.fixture.Manifests.with;
import static org.assertj.core.api.Assertions.assertThat;

import dev.perk.api.condition.ConditionSet;
import dev.perk.api.condition.ConditionSet.Types;
import dev.perk.kube.KubeObject;
import dev.perk.testing.testkit.FakeClock;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;

/** Upstream: knative/pkg reconciler/reconcile_common_test.go; the specification's §1.1. */
class StatusDraftTest {
    private static final Instant LATER = FakeClock.START.plus(Duration.ofMinutes(5));
    private final KubeObject service =
            object(
                    """
                    apiVersion: serving.knative.dev/v1
                    kind: Service
                    metadata: {name: hello, generation: 2}
                    spec: {}
                    status:
                      observedGeneration: 1
                      annotations: {somebody: else}
                      conditions:
                      - {type: ConfigurationsReady, status: "True", lastTransitionTime: "2025-12-31T00:00:00Z"}
                      - {type: Ready, status: "True", lastTransitionTime: "2025-12-31T00:00:00Z"}
                      - {type: RoutesReady, status: "True", lastTransitionTime: "2025-12-31T00:00:00Z"}
                    """);

    @Test
    void isNotReadyBeforeTheNewGenerationWasLookedAt() {
        StatusDraft draft = StatusDraft.of(service, ConditionSet.SERVICE, LATER);
        assertThat(draft.done().toString())
                .contains("NewObservedGenFailure")
                .contains("unsuccessfully observed a new generation");
        assertThat(draft.done().path("observedGeneration").asInt()).isEqualTo(2);
    }

    @Test
    void keepsTheTimesOfWhatDoesNotChange() {
        StatusDraft draft = StatusDraft.of(service, ConditionSet.SERVICE, LATER);
        draft.markUnknown(Types.ROUTES_READY, "OutOfDate", "");
        draft.markTrue(Types.CONFIGURATIONS_READY);
        KubeObject next = service.withStatus(draft.done());
        assertThat(time(next, Types.CONFIGURATIONS_READY)).isEqualTo("2025-12-31T00:00:00Z");
        assertThat(time(next, Types.ROUTES_READY)).isEqualTo("2026-01-01T00:05:00Z");
        assertThat(time(next, "Ready")).isEqualTo("2026-01-01T00:05:00Z");
    }

    @Test
    void doesNotCountAChangeThatWasTakenBack() {
        KubeObject observed = with(service, "/status/observedGeneration", "2");
        StatusDraft draft = StatusDraft.of(observed, ConditionSet.SERVICE, LATER);
        draft.markUnknown(Types.ROUTES_READY, "OutOfDate", "");
        draft.markTrue(Types.ROUTES_READY);
        assertThat(draft.hasChanged(Types.ROUTES_READY)).isFalse();
        assertThat(observed.withStatus(draft.done())).isEqualTo(observed);
    }

    @Test
    void keepsWhatItKnowsNothingAbout() {
        StatusDraft draft = StatusDraft.of(service, ConditionSet.SERVICE, LATER);
        assertThat(draft.done().at("/annotations/somebody").asText()).isEqualTo("else");
    }

    private static String time(KubeObject object, String type) {
        return Readiness.condition(object, type)
                .flatMap(condition -> condition.lastTransitionTime())
                .orElseThrow()
                .toString();
    }
}
