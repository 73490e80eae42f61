package dev.perk.control.apiserver.rest;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Optional;

/** Why things are as they are: the answers to {@code GET /why/…}, which are Perk's own. */
@FunctionalInterface
public interface Explanations {

    /**
     * @param resource {@code services} or {@code revisions}, of {@code serving.knative.dev}
     * @return empty if there is no such object
     */
    Optional<ObjectNode> about(String namespace, String resource, String name);

    /**
     * What requests a Service gets, which is recorded while somebody asks: the answers to {@code
     * GET /arrivals/…}.
     *
     * @return empty if there is no such Service
     */
    default Optional<ObjectNode> arrivals(String namespace, String service) {
        throw Refusals.notBuilt("a record of arrivals");
    }

    /** Where nobody keeps a journal. */
    static Explanations none() {
        return (_, _, _) -> {
            throw Refusals.notBuilt("a journal of decisions");
        };
    }
}
