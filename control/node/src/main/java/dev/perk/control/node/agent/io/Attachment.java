package dev.perk.control.node.agent.io;

import dev.perk.control.node.linux.io.ByteQueue;
import dev.perk.control.node.runtime.Container;
import dev.perk.control.node.runtime.ContainerCommand;
import dev.perk.control.node.runtime.ContainerListener.Stream;
import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Somebody who has joined a container's first process, and hears what it writes. Who does not
 * listen fast enough is cut off, as the container must not wait for anybody.
 */
final class Attachment implements ContainerCommand {
    private final @Nullable Container container;
    private final boolean ownsInput;
    private final Consumer<Attachment> whenClosed;
    private final ByteQueue out = new ByteQueue(() -> {});
    private final ByteQueue err = new ByteQueue(() -> {});
    private final CompletableFuture<Integer> end = new CompletableFuture<>();

    /**
     * @param container null if it has ended
     * @param ownsInput whether the end of what is said here is the end of the container's input
     */
    Attachment(@Nullable Container container, boolean ownsInput, Consumer<Attachment> whenClosed) {
        this.container = container;
        this.ownsInput = ownsInput;
        this.whenClosed = whenClosed;
    }

    /** The container has written something. Quick. */
    void heard(Stream stream, byte[] bytes) {
        ByteQueue queue = stream == Stream.STDOUT ? out : err;
        if (queue.isFull()) {
            end.completeExceptionally(
                    new IOException("the client reads more slowly than the container writes"));
            finish();
        } else {
            queue.add(bytes);
        }
    }

    void ended(int exitCode) {
        finish();
        end.complete(exitCode);
    }

    private void finish() {
        out.end();
        err.end();
    }

    @Override
    public OutputStream input() {
        return Optional.ofNullable(container)
                .flatMap(Container::input)
                .<OutputStream>map(in -> new Shared(in, ownsInput))
                .orElseGet(OutputStream::nullOutputStream);
    }

    @Override
    public InputStream output() {
        return out;
    }

    @Override
    public InputStream errors() {
        return err;
    }

    @Override
    public void resize(int columns, int rows) {
        if (container != null) {
            container.resize(columns, rows);
        }
    }

    @Override
    public CompletableFuture<Integer> end() {
        return end.copy();
    }

    @Override
    public void close() {
        whenClosed.accept(this);
        finish();
    }

    /** An input that others may speak to after this one. */
    private static final class Shared extends FilterOutputStream {
        private final boolean owned;

        Shared(OutputStream in, boolean owned) {
            super(in);
            this.owned = owned;
        }

        @Override
        public void write(byte[] bytes, int offset, int length) throws IOException {
            out.write(bytes, offset, length);
        }

        @Override
        public void close() throws IOException {
            if (owned) {
                out.close();
            }
        }
    }
}
