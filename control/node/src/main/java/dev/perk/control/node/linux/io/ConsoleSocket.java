package dev.perk.control.node.linux.io;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * Where an OCI runtime brings the terminal that it has made inside of a container. Source: runc
 * {@code docs/terminals.md}; {@code unix(7)}, {@code cmsg(3)}.
 */
public final class ConsoleSocket implements AutoCloseable {
    private static final int UNIX = 1;
    private static final int STREAM = 1;
    private static final int CLOSE_ON_EXEC = 02000000;
    private static final int LONGEST_PATH = 107;
    private static final int ADDRESS_SIZE = 110;
    private static final int MESSAGE_SIZE = 56;
    private static final int SOCKET_LEVEL = 1;
    private static final int RIGHTS = 1;
    private static final int CONTROL_HEADER = 16;
    private static final int CONTROL_SIZE = 64;
    private static final int TEXT_SIZE = 4096;
    private static final int CLOSE_ON_RECEIVE = 0x40000000;
    private static final int ACCEPT_TIMEOUT_MILLIS = 5000;
    private static final short READABLE = 1;
    private static final NativeFunction SOCKET = new NativeFunction("socket");
    private static final NativeFunction BIND = new NativeFunction("bind");
    private static final NativeFunction LISTEN = new NativeFunction("listen");
    private static final NativeFunction ACCEPT = new NativeFunction("accept4");
    private static final NativeFunction RECEIVE = new NativeFunction("recvmsg");
    private static final NativeFunction POLL = new NativeFunction("poll");

    private final Path path;
    private final int descriptor;

    private ConsoleSocket(Path path, int descriptor) {
        this.path = path;
        this.descriptor = descriptor;
    }

    /**
     * @param path of at most {@value #LONGEST_PATH} bytes, in a folder that only root may enter
     */
    public static ConsoleSocket listen(Path path) throws IOException {
        byte[] name = path.toString().getBytes(StandardCharsets.UTF_8);
        if (name.length > LONGEST_PATH) {
            throw new IOException(
                    "the path " + path + " is too long (at most " + LONGEST_PATH + " bytes)");
        }
        int descriptor = SOCKET.callFor("AF_UNIX", UNIX, STREAM | CLOSE_ON_EXEC, 0);
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment address = arena.allocate(ADDRESS_SIZE, 2);
            address.set(ValueLayout.JAVA_SHORT, 0, (short) UNIX);
            MemorySegment.copy(name, 0, address, ValueLayout.JAVA_BYTE, 2, name.length);
            BIND.callFor(path.toString(), descriptor, address.address(), ADDRESS_SIZE);
            LISTEN.callFor(path.toString(), descriptor, 1);
            return new ConsoleSocket(path, descriptor);
        } catch (IOException e) {
            Pipe.close(descriptor);
            throw e;
        }
    }

    public Path path() {
        return path;
    }

    /**
     * The terminal that was brought.
     *
     * @throws IOException if none comes within {@value #ACCEPT_TIMEOUT_MILLIS} ms
     */
    public Terminal receive() throws IOException {
        awaitConnection();
        int connection = ACCEPT.callFor("of a terminal", descriptor, 0, 0, CLOSE_ON_EXEC);
        try {
            return Terminal.of(receive(connection));
        } finally {
            Pipe.close(connection);
        }
    }

    private void awaitConnection() throws IOException {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment entry = arena.allocate(8, 4);
            entry.set(ValueLayout.JAVA_INT, 0, descriptor);
            entry.set(ValueLayout.JAVA_SHORT, 4, READABLE);
            if (POLL.callFor("for a terminal", entry.address(), 1, ACCEPT_TIMEOUT_MILLIS) == 0) {
                throw new IOException("no terminal came to " + path);
            }
        }
    }

    /** One message: the terminal's name as text and, beside it, a descriptor. */
    private static int receive(int connection) throws IOException {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment text = arena.allocate(TEXT_SIZE);
            MemorySegment buffer = arena.allocate(16, 8);
            buffer.set(ValueLayout.JAVA_LONG, 0, text.address());
            buffer.set(ValueLayout.JAVA_LONG, 8, TEXT_SIZE);
            MemorySegment control = arena.allocate(CONTROL_SIZE, 8);
            MemorySegment message = arena.allocate(MESSAGE_SIZE, 8);
            message.set(ValueLayout.JAVA_LONG, 16, buffer.address());
            message.set(ValueLayout.JAVA_LONG, 24, 1);
            message.set(ValueLayout.JAVA_LONG, 32, control.address());
            message.set(ValueLayout.JAVA_LONG, 40, CONTROL_SIZE);
            RECEIVE.callFor("of a terminal", connection, message.address(), CLOSE_ON_RECEIVE);
            boolean carries =
                    message.get(ValueLayout.JAVA_LONG, 40) >= CONTROL_HEADER + Integer.BYTES
                            && control.get(ValueLayout.JAVA_INT, 8) == SOCKET_LEVEL
                            && control.get(ValueLayout.JAVA_INT, 12) == RIGHTS;
            if (!carries) {
                throw new IOException("what came instead of a terminal carries no descriptor");
            }
            return control.get(ValueLayout.JAVA_INT, CONTROL_HEADER);
        }
    }

    @Override
    public void close() throws IOException {
        Pipe.close(descriptor);
        Files.deleteIfExists(path);
    }
}
