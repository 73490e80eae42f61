package dev.perk.request.queueproxy;

import dev.perk.http.Exchange;
import java.util.function.Consumer;

/** The breaker's answer. Being refused is ordinary here, so it is a value and not an exception. */
public sealed interface Admission {

    /** A slot in the container; releasing it, once, lets the longest waiting exchange in. */
    record Admitted(Runnable release) implements Admission {}

    /** A place in the queue. */
    non-sealed interface Waiting extends Admission {

        /**
         * Calls {@code then} on the exchange's loop when its turn has come, with what gives the
         * slot back. An exchange that ends first leaves the queue, and {@code then} is not called;
         * one whose pod goes first is {@link Exchange#unserved unserved}.
         */
        void whenAdmitted(Exchange exchange, Consumer<Runnable> then);
    }

    /** The pod is gone: nobody gets a slot any more. */
    record Closed() implements Admission {}

    /**
     * No slot and no place.
     *
     * @param depth how many places there are
     */
    record QueueFull(int depth) implements Admission {}
}
