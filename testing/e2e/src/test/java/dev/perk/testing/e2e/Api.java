package dev.perk.testing.e2e;

import com.fasterxml.jackson.databind.JsonNode;
import dev.perk.kube.Json;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.CertificateFactory;
import java.time.Duration;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;

/** The API of one life of a Perk, over HTTPS, with the admin's token. */
final class Api {
    private static final Pattern SERVER = Pattern.compile("server: (\\S+)");
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    private final URI server;
    private final String token;
    private final HttpClient client;

    Api(Path home) throws IOException, GeneralSecurityException {
        Matcher url = SERVER.matcher(Files.readString(home.resolve("kubeconfig")));
        if (!url.find()) {
            throw new IOException("no server in the kubeconfig of " + home);
        }
        server = URI.create(url.group(1));
        token = Files.readString(home.resolve("pki/admin.token")).strip();
        KeyStore trusted = KeyStore.getInstance(KeyStore.getDefaultType());
        trusted.load(null);
        byte[] authority = Files.readAllBytes(home.resolve("pki/ca.crt"));
        trusted.setCertificateEntry(
                "perk",
                CertificateFactory.getInstance("X.509")
                        .generateCertificate(new ByteArrayInputStream(authority)));
        var trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        trust.init(trusted);
        var tls = SSLContext.getInstance("TLS");
        tls.init(null, trust.getTrustManagers(), null);
        client =
                HttpClient.newBuilder()
                        .version(HttpClient.Version.HTTP_1_1)
                        .sslContext(tls)
                        .build();
    }

    /** An answer of the API. */
    record Answer(int code, JsonNode body) {}

    /**
     * @throws IOException if the connection broke: nobody knows what became of the request
     */
    Answer send(String method, String path, String contentType, String body) throws IOException {
        HttpRequest request =
                request(path)
                        .header("Content-Type", contentType)
                        .method(method, BodyPublishers.ofString(body))
                        .timeout(PATIENCE)
                        .build();
        HttpResponse<byte[]> response = sent(request, BodyHandlers.ofByteArray());
        return new Answer(response.statusCode(), Json.read(response.body()));
    }

    Answer get(String path) throws IOException {
        return send("GET", path, "application/json", "");
    }

    /** A watch, as it comes. */
    InputStream open(String path) throws IOException {
        HttpResponse<InputStream> response =
                sent(request(path).build(), BodyHandlers.ofInputStream());
        if (response.statusCode() != 200) {
            throw new IllegalStateException(
                    path
                            + ": "
                            + response.statusCode()
                            + " "
                            + new String(response.body().readAllBytes(), StandardCharsets.UTF_8));
        }
        return response.body();
    }

    /** The revision of the last change. */
    long revision() throws IOException {
        return get("/api/v1/namespaces?limit=1").body().at("/metadata/resourceVersion").asLong();
    }

    private HttpRequest.Builder request(String path) {
        return HttpRequest.newBuilder(server.resolve(path))
                .header("Authorization", "Bearer " + token);
    }

    private <T> HttpResponse<T> sent(HttpRequest request, HttpResponse.BodyHandler<T> handler)
            throws IOException {
        try {
            return client.send(request, handler);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException(e);
        }
    }
}
