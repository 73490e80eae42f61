package dev.perk.run.cli.client;

import com.fasterxml.jackson.databind.JsonNode;
import dev.perk.control.apiserver.io.Kubeconfig;
import dev.perk.kube.Json;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.CertificateFactory;
import java.time.Duration;
import java.util.Optional;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;

/** The API as any client sees it: HTTPS, the certificate of this Perk, and the admin's token. */
public final class ApiClient implements AutoCloseable {
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    private final HttpClient client;
    private final URI server;
    private final String token;

    /**
     * @param kubeconfig as Perk wrote it
     * @throws IOException if it cannot be read, or is another one
     */
    public ApiClient(Path kubeconfig) throws IOException, GeneralSecurityException {
        Kubeconfig perk = Kubeconfig.read(kubeconfig);
        this.server = URI.create(perk.server());
        this.token = perk.token();
        this.client =
                HttpClient.newBuilder()
                        .version(HttpClient.Version.HTTP_1_1)
                        .sslContext(trusting(perk.authority().getBytes(StandardCharsets.US_ASCII)))
                        .build();
    }

    private static SSLContext trusting(byte[] authority)
            throws IOException, GeneralSecurityException {
        KeyStore trusted = KeyStore.getInstance(KeyStore.getDefaultType());
        trusted.load(null);
        trusted.setCertificateEntry(
                "perk",
                CertificateFactory.getInstance("X.509")
                        .generateCertificate(new ByteArrayInputStream(authority)));
        TrustManagerFactory trust =
                TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        trust.init(trusted);
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(null, trust.getTrustManagers(), null);
        return context;
    }

    /** Empty if there is no such object. */
    public Optional<JsonNode> get(String path) throws IOException, InterruptedException {
        HttpResponse<byte[]> response = send(request(path).GET());
        return response.statusCode() == 404 ? Optional.empty() : Optional.of(body(response));
    }

    public void create(String path, String yaml) throws IOException, InterruptedException {
        body(
                send(
                        request(path)
                                .header("Content-Type", "application/yaml")
                                .POST(BodyPublishers.ofString(yaml))));
    }

    public void merge(String path, String json) throws IOException, InterruptedException {
        body(
                send(
                        request(path)
                                .header("Content-Type", "application/merge-patch+json")
                                .method("PATCH", BodyPublishers.ofString(json))));
    }

    private HttpRequest.Builder request(String path) {
        return HttpRequest.newBuilder(server.resolve(path))
                .header("Authorization", "Bearer " + token)
                .timeout(PATIENCE);
    }

    private HttpResponse<byte[]> send(HttpRequest.Builder request)
            throws IOException, InterruptedException {
        return client.send(request.build(), BodyHandlers.ofByteArray());
    }

    private static JsonNode body(HttpResponse<byte[]> response) throws IOException {
        if (response.statusCode() >= 300) {
            throw new IOException(
                    response.request().method()
                            + " "
                            + response.request().uri().getPath()
                            + ": "
                            + response.statusCode()
                            + " "
                            + new String(response.body(), StandardCharsets.UTF_8));
        }
        return Json.read(response.body());
    }

    @Override
    public void close() {
        client.close();
    }
}
