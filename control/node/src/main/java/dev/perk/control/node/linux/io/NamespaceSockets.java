package dev.perk.control.node.linux.io;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.net.ProtocolFamily;
import java.nio.channels.SocketChannel;
import java.nio.file.Path;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;

/**
 * Makes sockets that live in another network namespace. A socket stays in the namespace of the
 * thread that made it, whoever uses it later; so a thread goes there, makes one, and ends.
 *
 * @param file the namespace's file, as under {@code /run/netns}
 */
public record NamespaceSockets(Path file) {
    private static final int READ_ONLY = 0;
    private static final int CLOSE_ON_EXEC = 02000000;
    private static final int NETWORK = 0x40000000;
    private static final NativeFunction OPEN = new NativeFunction("open");
    private static final NativeFunction ENTER = new NativeFunction("setns");

    /** An unconnected socket of the namespace. */
    public SocketChannel socket(ProtocolFamily family) throws IOException {
        var made = new CompletableFuture<SocketChannel>();
        Thread.ofPlatform()
                .name("into-" + file.getFileName())
                .daemon()
                .start(() -> {
                    try {
                        enter();
                        made.complete(SocketChannel.open(family));
                    } catch (IOException e) {
                        made.completeExceptionally(e);
                    }
                });
        try {
            return made.join();
        } catch (CompletionException e) {
            throw new IOException("no socket in " + file + ": " + e.getMessage(), e);
        }
    }

    private void enter() throws IOException {
        try (Arena arena = Arena.ofConfined()) {
            int namespace =
                    OPEN.callFor(
                            file.toString(),
                            arena.allocateFrom(file.toString()).address(),
                            READ_ONLY | CLOSE_ON_EXEC);
            try {
                ENTER.callFor(file.toString(), namespace, NETWORK);
            } finally {
                Pipe.close(namespace);
            }
        }
    }
}
