package dev.perk.testing.benchmarks.io;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;

/**
 * Many watchers on one thread, which only note when something arrives. What arrives stays
 * encrypted: a thousand clients on a thousand machines would not share this one's processor.
 */
final class Watchers implements AutoCloseable {
    private final List<Connection> connections = new ArrayList<>();
    private final Selector selector = Selector.open();
    private final ByteBuffer bin = ByteBuffer.allocateDirect(64 * 1024);

    Watchers(Connection.Server server, String path, int count) throws IOException {
        for (int i = 0; i < count; i++) {
            var connection = new Connection(server);
            connection.open(path);
            connections.add(connection);
            SocketChannel channel = connection.channel();
            channel.configureBlocking(false);
            channel.register(selector, SelectionKey.OP_READ);
        }
    }

    /** Reads away what comes until nothing has come for this long. */
    void settle(Duration quiet) throws IOException {
        while (selector.select(this::read, quiet.toMillis()) > 0) {
            // Something came.
        }
    }

    /** When the first and the last watcher had something to read, as of {@link System#nanoTime}. */
    record Arrival(long first, long last) {}

    /** Waits until something has come to every watcher. */
    Arrival await() throws IOException {
        var arrived = new HashSet<SelectionKey>();
        long[] first = {0};
        long deadline = System.nanoTime() + 10_000_000_000L;
        while (arrived.size() < connections.size()) {
            if (System.nanoTime() > deadline) {
                throw new IOException(
                        "%d of %d watchers heard of it in 10 s"
                                .formatted(arrived.size(), connections.size()));
            }
            selector.select(
                    key -> {
                        read(key);
                        if (arrived.isEmpty()) {
                            first[0] = System.nanoTime();
                        }
                        arrived.add(key);
                    },
                    1000);
        }
        return new Arrival(first[0], System.nanoTime());
    }

    private void read(SelectionKey key) {
        try {
            bin.clear();
            if (((SocketChannel) key.channel()).read(bin) < 0) {
                throw new IllegalStateException("the server has ended a watch");
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() throws IOException {
        for (Connection connection : connections) {
            connection.close();
        }
        selector.close();
    }
}
