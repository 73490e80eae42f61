package dev.perk.control.node.agent;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.perk.kube.Json;
import java.util.Optional;

/**
 * One container as a Pod's status shows it.
 *
 * @param sidecar whether it is an init container that keeps running
 * @param last how the run before this one ended
 * @param ready whether it may get requests
 * @param started whether its startup probe, if it has one, has succeeded
 * @param imageId the digest of what runs, empty before it does
 * @param containerId {@code RUNTIME://ID}, empty before there is one
 */
public record ContainerView(
        String name,
        boolean sidecar,
        ContainerState state,
        Optional<ContainerState.Terminated> last,
        boolean ready,
        boolean started,
        int restartCount,
        String image,
        String imageId,
        String containerId) {

    /** As an init container: whether the next one may start. */
    public boolean hasInitialized() {
        return sidecar
                ? started
                : state instanceof ContainerState.Terminated ended && ended.exitCode() == 0;
    }

    boolean hasRun() {
        return last.isPresent() || !(state instanceof ContainerState.Waiting);
    }

    ObjectNode tree() {
        ObjectNode tree = Json.object().put("name", name);
        tree.set("state", state.tree());
        tree.set("lastState", last.map(ContainerState::tree).orElseGet(Json::object));
        tree.put("ready", ready)
                .put("restartCount", restartCount)
                .put("image", image)
                .put("imageID", imageId);
        if (!containerId.isEmpty()) {
            tree.put("containerID", containerId);
        }
        return tree.put("started", started);
    }
}
