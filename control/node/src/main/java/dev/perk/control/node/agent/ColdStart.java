package dev.perk.control.node.agent;

import dev.perk.api.NamespacedName;
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
        NamespacedName pod, Instant seen, Instant sandbox, Instant started, Instant ready) {}
