package dev.perk.testing.architecture.offences;

import io.netty.buffer.ByteBuf;
import java.io.File;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.http.HttpClient;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import java.util.Random;
import java.util.UUID;
import java.util.concurrent.Executors;
import java.util.concurrent.ThreadLocalRandom;

/** Does in pure code, one by one, what only packages called {@code io} may do. */
public final class OneThatTouchesTheWorld {

    private OneThatTouchesTheWorld() {}

    public static List<Object> sockets(Socket socket, SocketChannel channel) throws IOException {
        return List.of(socket.getPort(), channel.isOpen(), InetAddress.getByName("localhost"));
    }

    public static Object http() {
        return HttpClient.newHttpClient();
    }

    public static Object netty(ByteBuf buffer) {
        return buffer.readInt();
    }

    public static Object files(File file) {
        return file.length() + (Files.exists(Path.of("/")) ? 1 : 0);
    }

    public static Object processes() throws IOException {
        return new ProcessBuilder("true").start();
    }

    public static Object threads(Runnable task) {
        return List.of(new Thread(task), Thread.ofVirtual(), Executors.newCachedThreadPool());
    }

    public static Object chance() {
        return List.of(
                Math.random(),
                UUID.randomUUID(),
                new Random(),
                ThreadLocalRandom.current().nextInt());
    }

    public static Object time() {
        return List.of(
                Instant.now(),
                LocalDate.now(Clock.systemUTC()),
                System.currentTimeMillis(),
                System.nanoTime());
    }
}
