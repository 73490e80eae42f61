package dev.perk.run.standalone;

import java.util.ArrayDeque;
import java.util.Deque;

/** What was started, to be stopped in the opposite order. Used by one thread. */
final class Started implements AutoCloseable {
    private final Deque<AutoCloseable> parts = new ArrayDeque<>();

    <T extends AutoCloseable> T keep(T part) {
        parts.push(part);
        return part;
    }

    /** Stops everything; what could not be stopped is told together. */
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
