package dev.perk.control.apiserver.io;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.perk.api.Kinds;
import dev.perk.control.apiserver.auth.ServiceAccountTokens;
import dev.perk.control.apiserver.auth.TokenKey;
import dev.perk.control.apiserver.auth.User;
import dev.perk.control.apiserver.registry.WriteOptions;
import dev.perk.control.apiserver.rest.PodLogs;
import dev.perk.kube.Json;
import dev.perk.kube.KubeObject;
import dev.perk.kube.store.Deletion;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.net.http.WebSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The whole API server, as a client without kubectl uses it: over TLS, with the admin's token. */
class ApiServerTest {
    private static final String CONFIG_MAPS = "/api/v1/namespaces/default/configmaps";

    @TempDir private Path folder;
    private TestServer server;
    private HttpClient client;
    private String token;

    @BeforeEach
    void start() throws Exception {
        server = new TestServer(folder, PodLogs.none());
        token = Files.readString(folder.resolve("pki/admin.token")).strip();
        KeyStore trusted = KeyStore.getInstance("PKCS12");
        trusted.load(null);
        trusted.setCertificateEntry(
                "ca", Pem.certificate(Files.readString(folder.resolve("pki/ca.crt"))));
        TrustManagerFactory trust = TrustManagerFactory.getInstance("PKIX");
        trust.init(trusted);
        SSLContext tls = SSLContext.getInstance("TLS");
        tls.init(null, trust.getTrustManagers(), null);
        client = HttpClient.newBuilder().sslContext(tls).build();
    }

    @AfterEach
    void stop() {
        client.close();
        server.close();
    }

    private HttpRequest.Builder request(String target) {
        return HttpRequest.newBuilder(URI.create(server.url() + target))
                .header("Authorization", "Bearer " + token);
    }

    private JsonNode send(HttpRequest request) throws IOException, InterruptedException {
        return Json.read(client.send(request, BodyHandlers.ofByteArray()).body());
    }

    private void create(String name) {
        ObjectNode body = Json.object();
        body.putObject("metadata").put("name", name);
        server.registry()
                .create(Kinds.CONFIG_MAP, "default", body, WriteOptions.by(User.CONTROLLER));
    }

    @Test
    void servesTheHolderOfTheToken() throws Exception {
        JsonNode created =
                send(
                        request(CONFIG_MAPS)
                                .POST(BodyPublishers.ofString("{\"metadata\":{\"name\":\"a\"}}"))
                                .build());

        assertThat(created.at("/metadata/uid").asText()).isNotEmpty();
        assertThat(send(request(CONFIG_MAPS + "/a").build())).isEqualTo(created);
        HttpResponse<String> stranger =
                client.send(
                        HttpRequest.newBuilder(URI.create(server.url() + CONFIG_MAPS)).build(),
                        BodyHandlers.ofString());
        assertThat(stranger.statusCode()).isEqualTo(401);
    }

    /** kubernetes-api.md 2.11; upstream: test/integration/auth/svcaccttoken_test.go. */
    @Test
    void takesTokensOfServiceAccountsUntilTheyEndAndNoOthers() throws Exception {
        ObjectNode body = Json.object();
        body.putObject("metadata").put("name", "robot");
        KubeObject account =
                server.registry()
                        .create(
                                Kinds.SERVICE_ACCOUNT,
                                "default",
                                body,
                                WriteOptions.by(User.CONTROLLER));
        Instant now = server.scheduler().instant();
        Pki pki = Pki.open(folder.resolve("pki"), now);
        TokenKey strange = RsaKeys.tokenKey(Pem.write(RsaKeys.make()));
        List<String> api = ServiceAccountTokens.API_AUDIENCES;
        String good = token(pki.tokenKey(), now, account, api);

        assertThat(status(good)).isEqualTo(200);
        assertThat(status(token(pki.tokenKey(), now.minusSeconds(3601), account, api)))
                .as("over")
                .isEqualTo(401);
        assertThat(status(token(pki.tokenKey(), now.plusSeconds(600), account, api)))
                .as("not yet")
                .isEqualTo(401);
        assertThat(status(token(pki.tokenKey(), now, account, List.of("others"))))
                .as("for others")
                .isEqualTo(401);
        assertThat(status(token(strange, now, account, api))).as("of others").isEqualTo(401);
        assertThat(status(good.substring(0, good.lastIndexOf('.') + 1)))
                .as("without a signature")
                .isEqualTo(401);
        assertThat(status("a.b.c")).as("none at all").isEqualTo(401);

        server.registry()
                .delete(account.key(), Deletion.background(), WriteOptions.by(User.CONTROLLER));
        assertThat(status(good)).as("of an account that is gone").isEqualTo(401);
    }

    private static String token(
            TokenKey key, Instant now, KubeObject account, List<String> audiences) {
        return new ServiceAccountTokens(
                        () -> key, _ -> Optional.empty(), InstantSource.fixed(now), new Random(1))
                .issue(account, audiences, Duration.ofHours(1), List.of())
                .token();
    }

    /** What the holder of a token is answered who looks around. */
    private int status(String bearer) throws IOException, InterruptedException {
        HttpRequest looking =
                HttpRequest.newBuilder(URI.create(server.url() + "/api"))
                        .header("Authorization", "Bearer " + bearer)
                        .build();
        return client.send(looking, BodyHandlers.discarding()).statusCode();
    }

    @Test
    void watchesOverHttpAndOverWebSockets() throws Exception {
        create("a");
        BlockingQueue<String> messages = new LinkedBlockingQueue<>();
        // As fabric8's informers do.
        WebSocket socket =
                client.newWebSocketBuilder()
                        .header("Authorization", "Bearer " + token)
                        .buildAsync(
                                URI.create(
                                        server.url().replace("https", "wss")
                                                + CONFIG_MAPS
                                                + "?watch=true&allowWatchBookmarks=true&timeoutSeconds=600"),
                                new Collector(messages))
                        .get(10, TimeUnit.SECONDS);
        HttpResponse<InputStream> stream =
                client.send(
                        request(CONFIG_MAPS + "?watch=true").build(), BodyHandlers.ofInputStream());
        try (BufferedReader lines =
                new BufferedReader(new InputStreamReader(stream.body(), StandardCharsets.UTF_8))) {
            assertThat(event(lines.readLine())).isEqualTo("ADDED a");
            assertThat(event(messages.poll(10, TimeUnit.SECONDS))).isEqualTo("ADDED a");

            create("b");

            assertThat(event(lines.readLine())).isEqualTo("ADDED b");
            assertThat(event(messages.poll(10, TimeUnit.SECONDS))).isEqualTo("ADDED b");
        } finally {
            socket.abort();
        }
    }

    private record Collector(BlockingQueue<String> messages) implements WebSocket.Listener {
        @Override
        public @Nullable CompletionStage<?> onText(
                WebSocket socket, CharSequence data, boolean last) {
            messages.add(data.toString());
            socket.request(1);
            return null;
        }
    }

    private static String event(@Nullable String line) {
        assertThat(line).isNotNull();
        JsonNode frame = Json.read(String.valueOf(line).getBytes(StandardCharsets.UTF_8));
        return frame.path("type").asText() + " " + frame.at("/object/metadata/name").asText();
    }

    @Test
    void sendsAWatcherMoreThanItCanHoldAtOnceIfItReads() throws Exception {
        int objects = 100;
        String large = "x".repeat(200_000);
        for (int i = 0; i < objects; i++) {
            ObjectNode body = Json.object();
            body.putObject("metadata").put("name", "large-" + i);
            body.putObject("data").put("text", large);
            server.registry()
                    .create(Kinds.CONFIG_MAP, "default", body, WriteOptions.by(User.CONTROLLER));
        }

        HttpResponse<InputStream> stream =
                client.send(
                        request(CONFIG_MAPS + "?watch=true&timeoutSeconds=30").build(),
                        BodyHandlers.ofInputStream());
        int seen = 0;
        try (BufferedReader lines =
                new BufferedReader(new InputStreamReader(stream.body(), StandardCharsets.UTF_8))) {
            while (seen < objects && lines.readLine() != null) {
                seen++;
            }
        }

        assertThat(seen).isEqualTo(objects);
    }

    @Test
    void answersRequestsOfOneConnectionInTheirOrder() throws Exception {
        create("a");
        for (int i = 0; i < 20; i++) {
            assertThat(send(request("/version").build()).path("minor").asText()).isEqualTo("32");
            assertThat(send(request(CONFIG_MAPS + "/a").build()).at("/metadata/name").asText())
                    .isEqualTo("a");
        }
    }
}
