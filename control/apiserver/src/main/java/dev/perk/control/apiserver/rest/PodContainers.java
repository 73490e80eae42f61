package dev.perk.control.apiserver.rest;

import com.fasterxml.jackson.databind.JsonNode;
import dev.perk.kube.KubeObject;
import dev.perk.kube.store.ApiException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * The containers of one Pod, by name.
 *
 * <p>Source of the texts: {@code k8s.io/kubernetes pkg/registry/core/pod/strategy.go}.
 */
record PodContainers(KubeObject pod) {

    /**
     * The container that a request means.
     *
     * @param wanted empty if the request does not say
     * @throws ApiException 400 BadRequest, if there is no such container, or more than one
     */
    String choose(String wanted) {
        if (!wanted.isEmpty()) {
            boolean known =
                    Stream.of("containers", "initContainers", "ephemeralContainers")
                            .anyMatch(list -> names(list).contains(wanted));
            if (!known) {
                throw ApiException.badRequest(
                        "container " + wanted + " is not valid for pod " + pod.name());
            }
            return wanted;
        }
        List<String> names = names("containers");
        if (names.size() == 1) {
            return names.getFirst();
        }
        String choice = names.isEmpty() ? "" : ", choose one of: [" + String.join(" ", names) + "]";
        List<String> inits = names("initContainers");
        if (!names.isEmpty() && !inits.isEmpty()) {
            choice += " or one of the init containers: [" + String.join(" ", inits) + "]";
        }
        throw ApiException.badRequest(
                "a container name must be specified for pod " + pod.name() + choice);
    }

    private List<String> names(String list) {
        List<String> names = new ArrayList<>();
        pod.spec().path(list).forEach(container -> names.add(container.path("name").asText()));
        return names;
    }

    /** What the node says of a container; empty as long as it has not said anything. */
    Optional<JsonNode> status(String container) {
        for (String list :
                List.of(
                        "containerStatuses",
                        "initContainerStatuses",
                        "ephemeralContainerStatuses")) {
            for (JsonNode status : pod.status().path(list)) {
                if (status.path("name").asText().equals(container)) {
                    return Optional.of(status);
                }
            }
        }
        return Optional.empty();
    }

    /** Whether somebody may still come for whom it ran: the node knows. */
    boolean hasEndedUnheard(String container) {
        return status(container)
                        .filter(status -> status.path("state").path("terminated").isObject())
                        .isPresent()
                && (has("containers", container, "stdinOnce")
                        || has("ephemeralContainers", container, "stdin"));
    }

    private boolean has(String list, String container, String flag) {
        return pod.spec()
                .path(list)
                .valueStream()
                .filter(spec -> spec.path("name").asText().equals(container))
                .anyMatch(spec -> spec.path(flag).asBoolean());
    }

    boolean isRunning(String container) {
        return status(container)
                .filter(status -> status.path("state").path("running").isObject())
                .isPresent();
    }
}
