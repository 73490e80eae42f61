package dev.perk.control.workloads.deployment;

import com.fasterxml.jackson.databind.JsonNode;
import dev.perk.kube.IntOrPercent;

/** How old pods make room for new ones. */
sealed interface Strategy {
    IntOrPercent QUARTER = new IntOrPercent.Share(25);

    /** All old pods go before the first new one comes. */
    record Recreate() implements Strategy {}

    /**
     * Bit by bit.
     *
     * @param maxSurge how many pods there may be too many
     * @param maxUnavailable how many available pods may be missing
     */
    record RollingUpdate(IntOrPercent maxSurge, IntOrPercent maxUnavailable) implements Strategy {

        int surge(int replicas) {
            return maxSurge.ofUp(replicas);
        }

        /** Where both bounds come to nothing, one pod may be missing, or nothing could move. */
        int unavailable(int replicas) {
            int unavailable = maxUnavailable.ofDown(replicas);
            return surge(replicas) == 0 && unavailable == 0 ? 1 : unavailable;
        }
    }

    static Strategy read(JsonNode strategy) {
        if (strategy.path("type").asText().equals("Recreate")) {
            return new Recreate();
        }
        JsonNode bounds = strategy.path("rollingUpdate");
        return new RollingUpdate(
                IntOrPercent.read(bounds.path("maxSurge"), QUARTER),
                IntOrPercent.read(bounds.path("maxUnavailable"), QUARTER));
    }
}
