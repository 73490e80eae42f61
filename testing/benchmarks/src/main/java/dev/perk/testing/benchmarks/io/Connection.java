package dev.perk.testing.benchmarks.io;

import java.io.BufferedInputStream;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.CertificateFactory;
import java.util.Locale;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManagerFactory;

/** One connection over TLS: a request, its answer, the next. For one thread. */
final class Connection implements AutoCloseable {

    /** Where the API is and how to be let in. */
    record Server(URI url, String token, SSLContext tls) {

        /**
         * @param folder of the Perk that serves {@code url}
         */
        static Server of(String url, Path folder) throws IOException, GeneralSecurityException {
            KeyStore trusted = KeyStore.getInstance(KeyStore.getDefaultType());
            trusted.load(null);
            byte[] authority = Files.readAllBytes(folder.resolve("pki/ca.crt"));
            trusted.setCertificateEntry(
                    "perk",
                    CertificateFactory.getInstance("X.509")
                            .generateCertificate(new ByteArrayInputStream(authority)));
            var trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
            trust.init(trusted);
            var tls = SSLContext.getInstance("TLS");
            tls.init(null, trust.getTrustManagers(), null);
            String token = Files.readString(folder.resolve("pki/admin.token")).strip();
            return new Server(URI.create(url), token, tls);
        }
    }

    private final Server server;
    private final SocketChannel channel;
    private final InputStream in;
    private final OutputStream out;

    Connection(Server server) throws IOException {
        this.server = server;
        String host = server.url().getHost();
        int port = server.url().getPort();
        channel = SocketChannel.open(new InetSocketAddress(host, port));
        channel.socket().setTcpNoDelay(true);
        var socket =
                (SSLSocket)
                        server.tls()
                                .getSocketFactory()
                                .createSocket(channel.socket(), host, port, true);
        socket.startHandshake();
        in = new BufferedInputStream(socket.getInputStream(), 64 * 1024);
        out = socket.getOutputStream();
    }

    /**
     * Sends a request and reads its answer to the end.
     *
     * @return the answer's body
     * @throws IOException if the answer is not a 2xx
     */
    byte[] call(String method, String path, String contentType, byte[] body) throws IOException {
        send(method, path, contentType, body);
        int length = readHead();
        return length < 0 ? readChunks() : in.readNBytes(length);
    }

    /** Opens a stream and reads its head; what follows stays in {@link #channel}. */
    void open(String path) throws IOException {
        send("GET", path, "application/json", new byte[0]);
        readHead();
    }

    /** The socket below the TLS. */
    SocketChannel channel() {
        return channel;
    }

    private void send(String method, String path, String contentType, byte[] body)
            throws IOException {
        byte[] head =
                """
                %s %s HTTP/1.1\r
                Host: %s\r
                Authorization: Bearer %s\r
                Content-Type: %s\r
                Accept: application/json\r
                Content-Length: %d\r
                \r
                """
                        .formatted(
                                method,
                                path,
                                server.url().getAuthority(),
                                server.token(),
                                contentType,
                                body.length)
                        .getBytes(StandardCharsets.US_ASCII);
        byte[] request = new byte[head.length + body.length];
        System.arraycopy(head, 0, request, 0, head.length);
        System.arraycopy(body, 0, request, head.length, body.length);
        out.write(request);
        out.flush();
    }

    /** Returns the length of the body, negative if it comes in chunks. */
    private int readHead() throws IOException {
        String status = readLine();
        int length = -1;
        for (String line = readLine(); !line.isEmpty(); line = readLine()) {
            if (line.toLowerCase(Locale.ROOT).startsWith("content-length:")) {
                length = Integer.parseInt(line.substring(15).strip());
            }
        }
        if (!status.startsWith("HTTP/1.1 2")) {
            String why = new String(in.readNBytes(Math.max(0, length)), StandardCharsets.UTF_8);
            throw new IOException(status + ": " + why);
        }
        return length;
    }

    private byte[] readChunks() throws IOException {
        var body = new ByteArrayOutputStream();
        while (true) {
            int size = Integer.parseInt(readLine(), 16);
            body.write(in.readNBytes(size));
            readLine();
            if (size == 0) {
                return body.toByteArray();
            }
        }
    }

    private String readLine() throws IOException {
        StringBuilder line = new StringBuilder();
        for (int next = in.read(); next != '\n'; next = in.read()) {
            if (next < 0) {
                throw new IOException("the connection ended in the middle of an answer");
            }
            if (next != '\r') {
                line.append((char) next);
            }
        }
        return line.toString();
    }

    @Override
    public void close() throws IOException {
        channel.close();
    }
}
