package dev.perk.http.io;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;

/** An application that does with each connection exactly what a test says. */
final class Container implements AutoCloseable {

    /** What happens on one connection; it is closed afterwards. */
    interface Script {
        void run(Connection connection) throws IOException;
    }

    /** The application's side of a connection. */
    record Connection(Socket socket, InputStream in, int number) {

        String readHead() throws IOException {
            return readUntil("\r\n\r\n");
        }

        String readUntil(String end) throws IOException {
            var text = new StringBuilder();
            while (!endsWith(text, end)) {
                int b = in.read();
                if (b < 0) {
                    throw new IOException("closed after: " + text);
                }
                text.append((char) b);
            }
            return text.toString();
        }

        String read(int bytes) throws IOException {
            return new String(in.readNBytes(bytes), StandardCharsets.ISO_8859_1);
        }

        Connection send(String text) throws IOException {
            socket.getOutputStream().write(text.getBytes(StandardCharsets.ISO_8859_1));
            return this;
        }

        /** Waits for the other side to close. */
        boolean isClosedByPeer() throws IOException {
            try {
                return in.read() < 0;
            } catch (java.net.SocketException e) {
                return true;
            }
        }
    }

    private final ServerSocket server = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
    private final List<Socket> sockets = new CopyOnWriteArrayList<>();
    private final AtomicInteger connections = new AtomicInteger();
    private final List<String> heads = new CopyOnWriteArrayList<>();

    Container(Script script) throws IOException {
        Thread.ofVirtual().start(() -> accept(script));
    }

    /** Answers every request without a body in the same way. */
    static Container answering(String answer) throws IOException {
        return answeringEach(connection -> {
            connection.send(answer);
        });
    }

    /** Reads a head, runs the script, and so on until the connection closes. */
    static Container answeringEach(Script script) throws IOException {
        var self = new Container[1];
        self[0] =
                new Container(connection -> {
                    while (true) {
                        String head = connection.readHead();
                        self[0].heads.add(head);
                        script.run(connection);
                    }
                });
        return self[0];
    }

    static boolean endsWith(StringBuilder text, String end) {
        int start = text.length() - end.length();
        return start >= 0 && text.indexOf(end, start) == start;
    }

    private void accept(Script script) {
        try {
            while (true) {
                Socket socket = server.accept();
                socket.setTcpNoDelay(true);
                socket.setSoTimeout(60_000);
                sockets.add(socket);
                int number = connections.incrementAndGet();
                Thread.ofVirtual()
                        .start(() -> {
                            try (socket) {
                                script.run(
                                        new Connection(
                                                socket,
                                                new BufferedInputStream(socket.getInputStream()),
                                                number));
                            } catch (IOException e) {
                                // The other side is done with us.
                            }
                        });
            }
        } catch (IOException e) {
            // Closed by the test.
        }
    }

    InetSocketAddress address() {
        return (InetSocketAddress) server.getLocalSocketAddress();
    }

    int connections() {
        return connections.get();
    }

    /** The request heads that {@link #answeringEach} has read. */
    List<String> heads() {
        return heads;
    }

    @Override
    public void close() throws IOException {
        server.close();
        for (Socket socket : sockets) {
            socket.close();
        }
    }
}
