package dev.perk.control.node.agent;

import dev.perk.api.NamespacedName;
import dev.perk.api.why.Reason;
import java.time.Duration;
import java.time.Instant;

/**
 * When a pod got where it is.
 *
 * @param seen the agent learnt of it
 * @param sandbox it had an address
 * @param started its last container's process had been started
 * @param ready it could take requests
 */
public record ColdStart(
        NamespacedName pod, Instant seen, Instant sandbox, Instant started, Instant ready) {

    /** What took how long. */
    public Reason reason() {
        return Reason.of(
                        "PodReady",
                        "pod %s is ready after %d ms: sandbox %d, process %d, ready %d"
                                .formatted(
                                        pod.name(),
                                        millis(seen, ready),
                                        millis(seen, sandbox),
                                        millis(sandbox, started),
                                        millis(started, ready)))
                .with("pod", pod.name())
                .with("millis", millis(seen, ready));
    }

    private static long millis(Instant from, Instant to) {
        return Duration.between(from, to).toMillis();
    }
}
