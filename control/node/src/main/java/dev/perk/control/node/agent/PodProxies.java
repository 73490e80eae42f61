package dev.perk.control.node.agent;

import dev.perk.api.NamespacedName;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.Map;

/**
 * The queue-proxies of this node's pods. In the standalone home a pod's {@code queue-proxy}
 * container is no image but a chain of stages in this process; {@code run/} makes it.
 */
@FunctionalInterface
public interface PodProxies {
    /** The container that stands for the chain in a Pod. */
    String CONTAINER = "queue-proxy";

    PodProxy open(Wish wish);

    /**
     * What a proxy needs to know of its pod.
     *
     * @param podIp the pod's address
     * @param userContainer where the container listens, or will listen
     * @param env the environment of the {@code queue-proxy} container
     * @param labels the pod's labels
     */
    record Wish(
            NamespacedName pod,
            String podIp,
            InetSocketAddress userContainer,
            Map<String, String> env,
            Map<String, String> labels) {
        public Wish {
            env = Map.copyOf(env);
            labels = Map.copyOf(labels);
        }
    }

    /** The proxy of one pod, until it is closed. */
    interface PodProxy {
        /**
         * Requests may come, or may not any more. Told before the Pod's status says so, as requests
         * are waiting.
         */
        void ready(boolean ready);

        /**
         * No new requests; {@code then} runs once those under way have ended, or after {@code
         * latest}.
         */
        void drain(Duration latest, Runnable then);

        void close();
    }
}
