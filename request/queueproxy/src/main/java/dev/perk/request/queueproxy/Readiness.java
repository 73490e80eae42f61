package dev.perk.request.queueproxy;

import java.util.concurrent.CompletionStage;

/**
 * Whether the container is ready for requests: an event of the node agent in one JVM, a probe of
 * the container on Kubernetes.
 */
@FunctionalInterface
public interface Readiness {

    /** May take as long as a probe does. Completes on any thread, and never with a failure. */
    CompletionStage<Boolean> isReady();
}
