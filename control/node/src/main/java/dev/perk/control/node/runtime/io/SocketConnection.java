package dev.perk.control.node.runtime.io;

import dev.perk.control.node.runtime.PodConnection;
import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ProtocolFamily;
import java.net.Socket;
import java.net.StandardProtocolFamily;
import java.nio.channels.SocketChannel;

/** A connection over a socket of this process, which may live in a pod's network namespace. */
final class SocketConnection implements PodConnection {
    private static final int TIMEOUT_MILLIS = 10_000;

    private final Socket socket;
    private final InputStream in;
    private final OutputStream out;

    /** Makes a socket that is not connected yet. */
    @FunctionalInterface
    interface Sockets {
        SocketChannel open(ProtocolFamily family) throws IOException;
    }

    private SocketConnection(Socket socket) throws IOException {
        this.socket = socket;
        this.in = socket.getInputStream();
        this.out = new HalfClosing(socket);
    }

    /**
     * Connects to {@code port} of {@code localhost}, whichever of its addresses somebody listens
     * on. Source: containerd {@code pkg/cri/server/sandbox_portforward_linux.go}.
     */
    static SocketConnection toLocalhost(int port, Sockets sockets) throws IOException {
        try {
            return to(new InetSocketAddress(InetAddress.ofLiteral("127.0.0.1"), port), sockets);
        } catch (IOException first) {
            try {
                return to(new InetSocketAddress(InetAddress.ofLiteral("::1"), port), sockets);
            } catch (IOException | UnsupportedOperationException second) {
                first.addSuppressed(second);
                throw first;
            }
        }
    }

    private static SocketConnection to(InetSocketAddress address, Sockets sockets)
            throws IOException {
        SocketChannel channel =
                sockets.open(
                        address.getAddress() instanceof Inet6Address
                                ? StandardProtocolFamily.INET6
                                : StandardProtocolFamily.INET);
        try {
            channel.socket().connect(address, TIMEOUT_MILLIS);
            channel.socket().setTcpNoDelay(true);
            return new SocketConnection(channel.socket());
        } catch (IOException e) {
            channel.close();
            throw e;
        }
    }

    @Override
    public InputStream in() {
        return in;
    }

    @Override
    public OutputStream out() {
        return out;
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }

    /** Says that no more will come, and leaves the other way open. */
    private static final class HalfClosing extends FilterOutputStream {
        private final Socket socket;

        HalfClosing(Socket socket) throws IOException {
            super(socket.getOutputStream());
            this.socket = socket;
        }

        @Override
        public void write(byte[] bytes, int offset, int length) throws IOException {
            out.write(bytes, offset, length); // whole, not byte by byte
        }

        @Override
        public void close() throws IOException {
            socket.shutdownOutput();
        }
    }
}
