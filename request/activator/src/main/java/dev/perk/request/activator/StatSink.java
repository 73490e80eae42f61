package dev.perk.request.activator;

import dev.perk.api.stats.StatMessage;
import java.util.List;

/** Takes reports to the autoscaler: a call in one JVM, a WebSocket on Kubernetes. */
@FunctionalInterface
public interface StatSink {

    /**
     * Takes what one tick, or one first request, has to say. Called on event loops too, so it must
     * not block; what cannot be delivered is lost.
     */
    void accept(List<StatMessage> messages);
}
