package dev.perk.http.io;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.perk.http.Response;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.Optional;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLException;
import javax.net.ssl.TrustManagerFactory;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The same exchanges, encrypted. */
class TlsTest {
    private static final char[] PASSWORD = "secret".toCharArray();

    @TempDir static Path folder;
    private static TlsIdentity localhost;
    private static SSLContext trusting;

    private final HttpEngine engine = HttpEngine.start(Transport.best(), 1);

    @BeforeAll
    static void makeCertificate() throws Exception {
        Path file = folder.resolve("localhost.p12");
        var keytool =
                new ProcessBuilder(
                                Path.of(System.getProperty("java.home"), "bin", "keytool")
                                        .toString(),
                                "-genkeypair",
                                "-alias",
                                "x",
                                "-keyalg",
                                "EC",
                                "-dname",
                                "CN=localhost",
                                "-ext",
                                "SAN=dns:localhost",
                                "-storetype",
                                "PKCS12",
                                "-storepass",
                                new String(PASSWORD),
                                "-keystore",
                                file.toString())
                        .inheritIO()
                        .start();
        assertThat(keytool.waitFor()).isZero();
        var store = KeyStore.getInstance("PKCS12");
        try (var in = Files.newInputStream(file)) {
            store.load(in, PASSWORD);
        }
        var certificate = (X509Certificate) store.getCertificate("x");
        localhost = new TlsIdentity((PrivateKey) store.getKey("x", PASSWORD), List.of(certificate));
        var trusted = KeyStore.getInstance("PKCS12");
        trusted.load(null, null);
        trusted.setCertificateEntry("x", certificate);
        var managers = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        managers.init(trusted);
        trusting = SSLContext.getInstance("TLS");
        trusting.init(null, managers.getTrustManagers(), null);
    }

    @AfterEach
    void stop() {
        engine.close();
    }

    private String get(HttpClient client, HttpListener listener) throws Exception {
        var uri = URI.create("https://localhost:" + listener.address().getPort() + "/x");
        return client.send(HttpRequest.newBuilder(uri).build(), BodyHandlers.ofString()).body();
    }

    private HttpListener listen(TlsIdentities identities) throws IOException {
        return engine.listen(
                new InetSocketAddress(InetAddress.getLoopbackAddress(), 0),
                identities,
                exchange ->
                        exchange.respond(
                                Response.text(
                                        200,
                                        exchange.scheme() + " " + exchange.request().target())));
    }

    @Test
    void aRequestOverTlsIsHttps() throws Exception {
        HttpListener listener = listen(name -> Optional.of(localhost));
        try (var client = HttpClient.newBuilder().sslContext(trusting).build()) {
            for (int i = 0; i < 3; i++) {
                assertThat(get(client, listener)).isEqualTo("https /x");
            }
        }
    }

    @Test
    void aHostWithoutACertificateIsRefused() throws Exception {
        HttpListener listener =
                listen(name ->
                        name.equals("other.example") ? Optional.of(localhost) : Optional.empty());
        try (var client = HttpClient.newBuilder().sslContext(trusting).build()) {
            assertThatThrownBy(() -> get(client, listener)).isInstanceOf(SSLException.class);
        }
    }

    @Test
    void plainTextOnATlsPortIsNotServed() throws Exception {
        HttpListener listener = listen(name -> Optional.of(localhost));
        try (var client = new RawClient(listener.address())) {
            assertThat(client.send(Wire.GET).readAll()).doesNotContain("HTTP/1.1 200");
        }
    }
}
