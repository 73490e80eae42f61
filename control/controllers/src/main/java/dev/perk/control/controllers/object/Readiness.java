package dev.perk.control.controllers.object;

import com.fasterxml.jackson.databind.JsonNode;
import dev.perk.api.condition.Condition;
import dev.perk.kube.KubeObject;
import java.util.Optional;

/** What an object's status says about it. */
public final class Readiness {
    private Readiness() {}

    /** Whether the status speaks of the present spec, and not of an earlier one. */
    public static boolean isObserved(KubeObject object) {
        return object.generation() == object.observedGeneration();
    }

    /** Ready, as of its present spec. */
    public static boolean isReady(KubeObject object) {
        return isObserved(object) && ready(object).filter(Condition::isTrue).isPresent();
    }

    /** Failed, as of its present spec. */
    public static boolean isFailed(KubeObject object) {
        return isObserved(object) && ready(object).filter(Condition::isFalse).isPresent();
    }

    public static Optional<Condition> ready(KubeObject object) {
        return condition(object, Condition.READY);
    }

    public static Optional<Condition> condition(KubeObject object, String type) {
        for (JsonNode condition : object.status().path("conditions")) {
            if (condition.path("type").asText().equals(type)) {
                return Optional.of(Condition.read(condition));
            }
        }
        return Optional.empty();
    }
}
