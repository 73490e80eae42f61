package dev.perk.control.controllers.podautoscaler;

import dev.perk.api.Annotations;
import dev.perk.api.condition.Condition;
import dev.perk.api.condition.ConditionSet.Types;
import dev.perk.api.config.ServingConfig;
import dev.perk.api.scaling.DeciderSpec;
import dev.perk.api.scaling.Reachability;
import dev.perk.api.scaling.ScaleBounds;
import dev.perk.api.scaling.ScalingSettings;
import dev.perk.api.text.GoDuration;
import dev.perk.control.controllers.object.Readiness;
import dev.perk.kube.KubeObject;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * A PodAutoscaler as its reconciler reads it.
 *
 * <p>Source: {@code knative/serving pkg/apis/autoscaling/v1alpha1/pa_lifecycle.go}.
 */
record Autoscaler(KubeObject object, ServingConfig config) {

    ScalingSettings settings() {
        return new ScalingSettings(object.annotations(), config.autoscaler());
    }

    Reachability reachability() {
        return Reachability.named(object.spec().path("reachability").asText());
    }

    DeciderSpec deciderSpec() {
        return DeciderSpec.of(
                settings(), object.spec().path("containerConcurrency").asLong(), reachability());
    }

    /** Never set back: it says that the revision has worked once. */
    boolean isInitialized() {
        return Readiness.condition(object, Types.SCALE_TARGET_INITIALIZED)
                .filter(Condition::isTrue)
                .isPresent();
    }

    /** How few and how many pods; a new revision has at least its initial scale. */
    ScaleBounds bounds() {
        ScalingSettings settings = settings();
        ScaleBounds bounds = settings.bounds(reachability());
        boolean young = !isInitialized() && reachability() != Reachability.UNREACHABLE;
        return young && settings.initialScale() > 1
                ? bounds.atLeast(settings.initialScale())
                : bounds;
    }

    /** How many pods must be ready for the revision to count as up. */
    int minReady() {
        int min = settings().bounds(reachability()).min();
        return isInitialized() ? Math.max(1, min) : Math.max(min, settings().initialScale());
    }

    /** How long a start may take before it counts as failed. */
    Duration progressDeadline() {
        return object.annotation(Annotations.PROGRESS_DEADLINE)
                .flatMap(text -> GoDuration.parse(text).optional())
                .orElse(config.deployment().progressDeadline());
    }

    Optional<Condition> active() {
        return Readiness.condition(object, Types.ACTIVE);
    }

    /** Requests are being held back until pods are ready; so is one that nobody judged yet. */
    boolean isActivating() {
        return active().map(Condition::isUnknown).orElse(true);
    }

    boolean isActive() {
        return active().filter(Condition::isTrue).isPresent();
    }

    boolean isInactive() {
        return active().filter(Condition::isFalse).isPresent();
    }

    /** How long Active has been what it is; zero if nobody wrote down since when. */
    Duration sinceActiveChanged(Instant now) {
        return active().flatMap(Condition::lastTransitionTime)
                .map(since -> Duration.between(since, now))
                .orElse(Duration.ZERO);
    }

    String scaleTargetName() {
        return object.spec().path("scaleTargetRef").path("name").asText();
    }
}
