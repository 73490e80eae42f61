package dev.perk.control.controllers.podautoscaler;

import dev.perk.api.NamespacedName;
import java.util.function.Consumer;

/**
 * Finds out who answers under a revision's public Service. The last pod may only go once the
 * activators do, or requests on their way would find nobody.
 *
 * <p>Never blocks. Where the answer needs a request ({@code GET /healthz} with {@code
 * K-Network-Probe: activator}, every second for up to 45 s), it is made in the background and a
 * listener is called.
 */
public interface ActivatorProbe {

    /**
     * Whether an activator answers under this Service, as far as is known; if it does not, or
     * nobody knows, somebody starts to ask.
     */
    boolean isOnPath(NamespacedName publicService);

    /** Calls {@code listener} whenever the answer for a Service may be another one. */
    void onAnswer(Consumer<NamespacedName> listener);
}
