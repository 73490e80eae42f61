package dev.perk.control.apiserver.io;

import dev.perk.control.apiserver.auth.Authentication;
import dev.perk.control.apiserver.auth.ServiceAccountTokens;
import dev.perk.control.apiserver.rest.ApiAnswer;
import dev.perk.control.apiserver.rest.ApiHandler;
import io.netty.handler.ssl.SslProvider;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.time.Instant;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.Executors;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManagerFactory;

/** A listener on loopback with the certificates of a first start, and ways to talk to it. */
final class ListenerFixture implements AutoCloseable {
    final Pki pki;
    final ApiListener listener;

    /** Answers every request; may be exchanged while it listens. */
    volatile ApiHandler handler =
            request -> ApiAnswer.text(200, request.method() + " " + request.path());

    private final Path folder;

    ListenerFixture(Path folder) throws Exception {
        this(folder, ServerTls.best());
    }

    ListenerFixture(Path folder, SslProvider provider) throws Exception {
        this.folder = folder;
        pki = Pki.open(folder.resolve("pki"), Instant.now());
        listener =
                ApiListener.start(
                        new InetSocketAddress(InetAddress.getLoopbackAddress(), 0),
                        pki.serverTls("127.0.0.1", Instant.now(), () -> provider),
                        new Authentication(
                                pki.adminToken(),
                                new ServiceAccountTokens(
                                        pki::tokenKey,
                                        _ -> Optional.empty(),
                                        Instant::now,
                                        new Random(1))),
                        request -> handler.handle(request),
                        Executors.newVirtualThreadPerTaskExecutor());
    }

    HttpRequest.Builder request(String target) {
        return HttpRequest.newBuilder(URI.create("https://" + authority() + target));
    }

    HttpResponse<String> get(HttpClient client, String target)
            throws IOException, InterruptedException {
        return client.send(request(target).build(), BodyHandlers.ofString());
    }

    String authority() {
        return "localhost:" + listener.address().getPort();
    }

    /** Over HTTP/2, if the server speaks it. */
    HttpClient anonymous() throws Exception {
        return client(HttpClient.Version.HTTP_2);
    }

    HttpClient client(HttpClient.Version version) throws Exception {
        return HttpClient.newBuilder().version(version).sslContext(tls(false)).build();
    }

    HttpClient withCertificate() throws Exception {
        return HttpClient.newBuilder().sslContext(tls(true)).build();
    }

    /** A connection without any HTTP on it yet. */
    SSLSocket socket() throws Exception {
        var socket =
                (SSLSocket)
                        tls(false)
                                .getSocketFactory()
                                .createSocket(
                                        InetAddress.getLoopbackAddress(),
                                        listener.address().getPort());
        socket.setSoTimeout(30_000);
        socket.startHandshake();
        return socket;
    }

    /** Sends {@code text}, with {@code \n} for line ends, and reads until the server closes. */
    String exchange(String text) throws Exception {
        try (SSLSocket socket = socket()) {
            socket.getOutputStream()
                    .write(text.replace("\n", "\r\n").getBytes(StandardCharsets.ISO_8859_1));
            return new String(socket.getInputStream().readAllBytes(), StandardCharsets.ISO_8859_1);
        }
    }

    private SSLContext tls(boolean admin) throws Exception {
        KeyStore trusted = KeyStore.getInstance(KeyStore.getDefaultType());
        trusted.load(null);
        trusted.setCertificateEntry("ca", Pem.certificate(pki.authority()));
        TrustManagerFactory trust =
                TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        trust.init(trusted);

        KeyStore own = KeyStore.getInstance(KeyStore.getDefaultType());
        own.load(null);
        if (admin) {
            var certificate = Pem.certificate(Files.readString(folder.resolve("pki/admin.crt")));
            var key = Pem.key(Files.readString(folder.resolve("pki/admin.key")), "EC");
            own.setKeyEntry("admin", key, new char[0], new Certificate[] {certificate});
        }
        KeyManagerFactory keys =
                KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
        keys.init(own, new char[0]);
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(keys.getKeyManagers(), trust.getTrustManagers(), null);
        return context;
    }

    @Override
    public void close() {
        listener.close();
    }
}
