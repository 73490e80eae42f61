package dev.perk.control.node.runtime;

import java.io.OutputStream;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

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

    /** Runs a command in it, with its environment, folder, user and rights, to be talked to. */
    ContainerCommand.Result open(ContainerCommand.Wish wish);

    /** What its first process reads; empty if it was started without an input. */
    Optional<OutputStream> input();

    /** Says how large its terminal is, if it was started with one. */
    void resize(int columns, int rows);

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
