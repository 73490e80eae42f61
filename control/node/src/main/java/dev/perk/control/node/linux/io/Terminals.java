package dev.perk.control.node.linux.io;

import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** Terminals for processes of this machine: one thread serves all, started with the first. */
public final class Terminals implements AutoCloseable {
    private @Nullable DescriptorLoop loop;

    /** Speaks through {@code terminal}, which a process is about to get. */
    public synchronized CommandStreams through(Terminal terminal, boolean input)
            throws IOException {
        DescriptorLoop started = loop;
        if (started == null) {
            started = new DescriptorLoop("terminals");
            started.start();
            loop = started;
        }
        return CommandStreams.through(started, terminal, input);
    }

    @Override
    public synchronized void close() {
        if (loop != null) {
            loop.close();
        }
    }
}
