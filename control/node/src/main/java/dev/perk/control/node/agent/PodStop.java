package dev.perk.control.node.agent;

import dev.perk.api.NamespacedName;
import java.time.Instant;

/**
 * How long a pod took to go, once it had served its last request.
 *
 * @param asked its containers were told to end
 * @param gone nothing was left of it, neither here nor in the API
 */
public record PodStop(NamespacedName pod, Instant asked, Instant gone) {}
