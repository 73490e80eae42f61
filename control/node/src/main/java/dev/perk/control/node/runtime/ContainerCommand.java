package dev.perk.control.node.runtime;

import java.io.InputStream;
import java.io.OutputStream;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/**
 * A program in a container that somebody talks to: a command beside its first process, or, when
 * attached, that one. Its streams block, possibly for long; use them on threads that may.
 */
public interface ContainerCommand extends AutoCloseable {

    /**
     * What it reads, once it is flushed; closing it is the end of its input. Swallows all if it
     * reads nothing.
     */
    OutputStream input();

    /** What it writes, also to the standard error if it has a terminal. */
    InputStream output();

    InputStream errors();

    /** Says how large its terminal is; does nothing without one. */
    void resize(int columns, int rows);

    /**
     * Its exit code, 128 and the signal's number if a signal killed it. What it has written until
     * then can still be read, and has an end, even if what it left behind goes on.
     */
    CompletableFuture<Integer> end();

    /** Whoever talked to it has left: ends a command that still runs, and leaves a container be. */
    @Override
    void close();

    /**
     * A wish for a command.
     *
     * @param input whether it reads what somebody says, or nothing
     * @param terminal whether it gets one
     */
    record Wish(List<String> command, boolean input, boolean terminal) {
        public Wish {
            command = List.copyOf(command);
        }
    }

    /** What became of a wish for a command. */
    sealed interface Result {
        record Begun(ContainerCommand command) implements Result {}

        /** It could not be run. */
        record Refused(String message) implements Result {}
    }
}
