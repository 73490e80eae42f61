package dev.perk.control.controllers.ingress;

import dev.perk.api.NamespacedName;
import dev.perk.kube.KubeObject;
import java.util.function.Consumer;

/** What the gateway makes of Ingresses. Never blocks. */
public interface IngressProgram {

    /** How far the gateway is with one version of an Ingress. */
    sealed interface State {

        /** Every gateway serves exactly this version. */
        record Served() implements State {}

        /** Some gateway still serves an earlier version, or none. */
        record Waiting() implements State {}

        /**
         * The gateway does not serve it, and will not.
         *
         * @param reason a CamelCase word, such as {@code DomainConflict}
         */
        record Rejected(String reason, String message) implements State {}
    }

    /**
     * How far the gateway is with this version ({@code metadata.generation}) of {@code ingress}.
     */
    State of(KubeObject ingress);

    /** Calls {@code listener} whenever the state of an Ingress may be another one. */
    void onChange(Consumer<NamespacedName> listener);
}
