package dev.perk.control.node.agent.io;

import com.fasterxml.jackson.databind.JsonNode;
import dev.perk.api.time.Timer;
import dev.perk.control.node.agent.ContainerState;
import dev.perk.control.node.agent.ContainerView;
import dev.perk.control.node.agent.RestartBackoff;
import dev.perk.control.node.runtime.Container;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * One container of a pod and everything that has become of it. Belongs to its {@link PodWorker},
 * whose tasks alone touch it.
 */
final class ContainerSlot {
    final JsonNode spec;
    final List<Prober> probers = new ArrayList<>();
    ContainerState state = ContainerState.Waiting.because("ContainerCreating");
    Optional<ContainerState.Terminated> last = Optional.empty();
    RestartBackoff backoff = RestartBackoff.NONE;
    int restartCount;
    int attempt;
    boolean ready;
    boolean started;
    String imageId = "";
    String containerId = "";
    String stopSignal = "SIGTERM";
    Instant startedAt = Instant.EPOCH;
    int imageFailures;
    volatile @Nullable Container running;
    volatile @Nullable ContainerLog log;
    volatile @Nullable ContainerLog previousLog;
    @Nullable Timer restart;

    ContainerSlot(JsonNode spec) {
        this.spec = spec;
    }

    String name() {
        return spec.path("name").asText();
    }

    boolean isRunning() {
        return state instanceof ContainerState.Running;
    }

    void stopProbing() {
        probers.forEach(Prober::stop);
        probers.clear();
    }

    void cancelRestart() {
        Timer pending = restart;
        restart = null;
        if (pending != null) {
            pending.cancel();
        }
    }

    ContainerView view() {
        return new ContainerView(
                name(),
                state,
                last,
                ready,
                started,
                restartCount,
                spec.path("image").asText(),
                imageId,
                containerId);
    }
}
