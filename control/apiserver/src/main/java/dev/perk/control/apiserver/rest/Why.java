package dev.perk.control.apiserver.rest;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.perk.api.Kinds;
import dev.perk.api.ResourceKey;
import dev.perk.api.ResourceType;
import dev.perk.kube.store.ApiException;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Answers {@code GET /why/namespaces/NAMESPACE/services/NAME}, and the same for revisions; and
 * {@code GET /arrivals/namespaces/NAMESPACE/services/NAME}.
 */
final class Why {
    private static final int LENGTH = 5;
    private static final Map<String, ResourceType> RESOURCES =
            Map.of("services", Kinds.KNATIVE_SERVICE, "revisions", Kinds.REVISION);

    private final Explanations explanations;

    Why(Explanations explanations) {
        this.explanations = explanations;
    }

    /**
     * @param segments of the path, the first is {@code why} or {@code arrivals}
     * @throws ApiException 404 for a path that means nothing, or an object that is not there
     */
    ApiAnswer.Full answer(List<String> segments, ApiRequest request) {
        if (!request.method().equals("GET")) {
            throw Refusals.methodNotAllowed();
        }
        ResourceType type = segments.size() == LENGTH ? RESOURCES.get(segments.get(3)) : null;
        if (type == null || !segments.get(1).equals("namespaces")) {
            return ApiAnswer.text(404, "404 page not found\n");
        }
        String namespace = segments.get(2);
        String name = segments.get(4);
        boolean arrivals = segments.getFirst().equals("arrivals");
        if (arrivals && !type.equals(Kinds.KNATIVE_SERVICE)) {
            return ApiAnswer.text(404, "404 page not found\n");
        }
        Optional<ObjectNode> found =
                arrivals
                        ? explanations.arrivals(namespace, name)
                        : explanations.about(namespace, segments.get(3), name);
        return Rendering.plain(
                200,
                found.orElseThrow(
                        () -> ApiException.notFound(ResourceKey.of(type, namespace, name))),
                request);
    }
}
