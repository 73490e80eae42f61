package dev.perk.run.ports;

import java.util.ArrayDeque;
import java.util.Deque;

/**
 * What a process has started: it is stopped in reverse, and what cannot be is told together. Used
 * by one thread.
 */
public final class Started implements AutoCloseable {
    private final Deque<AutoCloseable> parts = new ArrayDeque<>();

    public <T extends AutoCloseable> T keep(T part) {
        parts.push(part);
        return part;
    }

    /** Gives up a start that has failed: what was started is stopped, what failed is thrown. */
    public <E extends Exception> E abandoned(E failure) {
        try {
            close();
        } catch (RuntimeException e) {
            failure.addSuppressed(e);
        }
        return failure;
    }

    @Override
    public void close() {
        var failure = new IllegalStateException("not everything could be stopped");
        while (!parts.isEmpty()) {
            try {
                parts.pop().close();
            } catch (Exception e) {
                failure.addSuppressed(e);
            }
        }
        if (failure.getSuppressed().length > 0) {
            throw failure;
        }
    }
}
