package dev.perk.control.node.runtime;

import java.time.Duration;
import java.util.List;

/** A container that was started. */
public interface Container {

    /** Unique on this machine, now and later. */
    String id();

    /**
     * Sends a signal to its first process; does nothing once that has ended.
     *
     * @param name such as {@code SIGTERM}, or a number
     */
    void signal(String name);

    /** Ends all its processes now. */
    void kill();

    /** Runs a command in it and waits for its end, but no longer than {@code timeout}. */
    ExecResult exec(List<String> command, Duration timeout);

    /** Removes what is left of it, after its end was heard of. */
    void remove();

    /** What became of a command in a container. */
    sealed interface ExecResult {
        /**
         * @param output the start of what it wrote, to both outputs
         */
        record Exited(int code, String output) implements ExecResult {}

        record TimedOut() implements ExecResult {}

        record Failed(String message) implements ExecResult {}
    }
}
