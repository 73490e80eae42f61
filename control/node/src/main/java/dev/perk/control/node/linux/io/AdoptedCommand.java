package dev.perk.control.node.linux.io;

import dev.perk.control.node.runtime.ContainerCommand;
import dev.perk.control.node.runtime.Signals;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.concurrent.CompletableFuture;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A process that this one has adopted and that somebody talks to. */
public final class AdoptedCommand implements ContainerCommand {
    private static final Logger log = LoggerFactory.getLogger(AdoptedCommand.class);

    /** In place of an exit code that nobody knows. */
    private static final int LOST = 255;

    private final Child child;
    private final CommandStreams streams;
    private final DescriptorLoop loop;
    private final CompletableFuture<Integer> end = new CompletableFuture<>();

    AdoptedCommand(Child child, CommandStreams streams, DescriptorLoop loop) {
        this.child = child;
        this.streams = streams;
        this.loop = loop;
    }

    void follow() {
        streams.begin();
        loop.execute(() -> loop.watch(child.descriptor(), this::ended));
    }

    private void ended() {
        loop.forget(child.descriptor());
        int code = LOST;
        try {
            code = child.await().code();
        } catch (IOException e) {
            log.warn("exit code lost: {}", e.getMessage());
        } finally {
            child.close();
        }
        streams.finish();
        end.complete(code);
    }

    @Override
    public OutputStream input() {
        return streams.input();
    }

    @Override
    public InputStream output() {
        return streams.output();
    }

    @Override
    public InputStream errors() {
        return streams.errors();
    }

    @Override
    public void resize(int columns, int rows) {
        streams.resize(columns, rows);
    }

    @Override
    public CompletableFuture<Integer> end() {
        return end.copy();
    }

    /** Sends a signal; does nothing once the process has ended. */
    public void signal(int number) {
        loop.execute(() -> {
            if (!end.isDone()) {
                child.signal(number);
            }
        });
    }

    @Override
    public void close() {
        signal(Signals.KILL);
        streams.discard();
    }
}
