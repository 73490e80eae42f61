package dev.perk.control.controllers.podautoscaler;

import dev.perk.api.Annotations;
import dev.perk.api.condition.Condition;
import dev.perk.api.condition.ConditionSet.Types;
import dev.perk.api.config.ServingConfig;
import dev.perk.api.scaling.DeciderSpec;
import dev.perk.api.scaling.Reachability;
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
record Autoscaler(KubeObject object, ServingConfig config) implements ScaleSubject {

    @Override
    public ScalingSettings settings() {
        return new ScalingSettings(object.annotations(), config.autoscaler());
    }

    @Override
    public Reachability reachability() {
        return Reachability.named(object.spec().path("reachability").asText());
    }

    DeciderSpec deciderSpec() {
        return DeciderSpec.of(
                settings(), object.spec().path("containerConcurrency").asLong(), reachability());
    }

    @Override
    public boolean isInitialized() {
        return Readiness.condition(object, Types.SCALE_TARGET_INITIALIZED)
                .filter(Condition::isTrue)
                .isPresent();
    }

    @Override
    public Duration progressDeadline() {
        return object.annotation(Annotations.PROGRESS_DEADLINE)
                .flatMap(text -> GoDuration.parse(text).optional())
                .orElse(config.deployment().progressDeadline());
    }

    Optional<Condition> active() {
        return Readiness.condition(object, Types.ACTIVE);
    }

    @Override
    public Activation activation() {
        Optional<Condition> active = active();
        if (active.isEmpty() || active.get().isUnknown()) {
            return Activation.ACTIVATING;
        }
        return active.get().isTrue() ? Activation.ACTIVE : Activation.INACTIVE;
    }

    @Override
    public Duration sinceActiveChanged(Instant now) {
        return active().flatMap(Condition::lastTransitionTime)
                .map(since -> Duration.between(since, now))
                .orElse(Duration.ZERO);
    }

    String scaleTargetName() {
        return object.spec().path("scaleTargetRef").path("name").asText();
    }
}
