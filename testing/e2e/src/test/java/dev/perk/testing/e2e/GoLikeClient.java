package dev.perk.testing.e2e;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.BufferedReader;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.security.cert.CertificateFactory;
import java.time.Duration;
import java.util.concurrent.locks.LockSupport;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;

/**
 * Speaks as Go's typed clients do: HTTP/2, protobuf for what it writes, and one watch that begins
 * with what exists, says where that ends, and is resumed where it was cut.
 *
 * <p>Source: {@code k8s.io/client-go tools/cache/reflector.go}, KEP-3157.
 */
final class GoLikeClient {
    private static final String PATH = "/api/v1/namespaces/default/configmaps";
    private static final String PROTOBUF = "application/vnd.kubernetes.protobuf";
    private static final String END_OF_LIST = "k8s.io/initial-events-end";
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Duration PAUSE = Duration.ofMillis(50);

    private final HttpClient http;
    private final String url;
    private final String token;

    /**
     * @param home the data folder, which has the certificate and the admin's token
     */
    GoLikeClient(Path home, int port) throws Exception {
        url = "https://127.0.0.1:" + port;
        token = Files.readString(home.resolve("pki/admin.token")).strip();
        KeyStore trusted = KeyStore.getInstance("PKCS12");
        trusted.load(null);
        trusted.setCertificateEntry(
                "ca",
                CertificateFactory.getInstance("X.509")
                        .generateCertificate(
                                new ByteArrayInputStream(
                                        Files.readAllBytes(home.resolve("pki/ca.crt")))));
        TrustManagerFactory trust = TrustManagerFactory.getInstance("PKIX");
        trust.init(trusted);
        SSLContext tls = SSLContext.getInstance("TLS");
        tls.init(null, trust.getTrustManagers(), null);
        http = HttpClient.newBuilder().sslContext(tls).build();
    }

    private HttpRequest.Builder request(String target) {
        return HttpRequest.newBuilder(URI.create(url + target))
                .header("Authorization", "Bearer " + token)
                .header("Accept", PROTOBUF + ",application/json");
    }

    /** Makes a change happen, however often the server goes away meanwhile. */
    void write(ScriptedChanges.Change change) {
        HttpRequest request = request(change);
        boolean again = false;
        while (true) {
            try {
                HttpResponse<String> answer = http.send(request, BodyHandlers.ofString());
                if (answer.statusCode() < 300 || (again && wasDone(change, answer))) {
                    return;
                }
                if (answer.statusCode() < 500 && answer.statusCode() != 429) {
                    throw new IllegalStateException(change + " was refused: " + answer.body());
                }
            } catch (IOException _) {
                // It may have been done, or not: the next attempt finds out.
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new IllegalStateException(e);
            }
            again = true;
            pause();
        }
    }

    private static boolean wasDone(ScriptedChanges.Change change, HttpResponse<String> answer) {
        return switch (change.kind()) {
            case ADDED -> answer.statusCode() == 409;
            case DELETED -> answer.statusCode() == 404;
            case MODIFIED -> false;
        };
    }

    private static void pause() {
        LockSupport.parkNanos(PAUSE.toNanos());
    }

    private HttpRequest request(ScriptedChanges.Change change) {
        String object = PATH + "/" + change.name();
        return switch (change.kind()) {
            case ADDED ->
                    request(PATH)
                            .header("Content-Type", PROTOBUF)
                            .POST(BodyPublishers.ofByteArray(configMap(change)))
                            .build();
            case MODIFIED ->
                    request(object)
                            .header("Content-Type", PROTOBUF)
                            .PUT(BodyPublishers.ofByteArray(configMap(change)))
                            .build();
            case DELETED -> request(object).DELETE().build();
        };
    }

    /** Field numbers: {@code k8s.io/api core/v1/generated.proto}, {@code runtime.Unknown}. */
    private static byte[] configMap(ScriptedChanges.Change change) {
        byte[] label = join(field(1, "soak"), field(2, ""));
        byte[] metadata = join(field(1, change.name()), field(3, "default"), field(11, label));
        byte[] entry = join(field(1, "value"), field(2, Integer.toString(change.value())));
        byte[] object = join(field(1, metadata), field(2, entry));
        byte[] type = join(field(1, "v1"), field(2, "ConfigMap"));
        return join(new byte[] {'k', '8', 's', 0}, field(1, type), field(2, object));
    }

    private static byte[] field(int number, String text) {
        return field(number, text.getBytes(StandardCharsets.UTF_8));
    }

    /** Bytes shorter than 128, whose length is one byte. */
    private static byte[] field(int number, byte[] bytes) {
        return join(new byte[] {(byte) (number << 3 | 2), (byte) bytes.length}, bytes);
    }

    private static byte[] join(byte[]... parts) {
        var joined = new ByteArrayOutputStream();
        for (byte[] part : parts) {
            joined.writeBytes(part);
        }
        return joined.toByteArray();
    }

    /**
     * Follows all changes until the thread is interrupted.
     *
     * @param timeout after which each watch ends by itself
     * @param synced called when everything that exists was told
     */
    void follow(Diary diary, Duration timeout, Runnable synced) {
        String options =
                "?watch=true&labelSelector=soak&allowWatchBookmarks=true&timeoutSeconds="
                        + timeout.toSeconds();
        String revision = "";
        while (!Thread.currentThread().isInterrupted()) {
            String from =
                    revision.isEmpty()
                            ? "&sendInitialEvents=true&resourceVersionMatch=NotOlderThan"
                            : "&resourceVersion=" + revision;
            try {
                HttpResponse<InputStream> answer =
                        http.send(
                                request(PATH + options + from).build(),
                                BodyHandlers.ofInputStream());
                try (var lines =
                        new BufferedReader(
                                new InputStreamReader(answer.body(), StandardCharsets.UTF_8))) {
                    for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                        JsonNode event = JSON.readTree(line);
                        revision = take(event, diary);
                        if (event.at("/object/metadata/annotations").has(END_OF_LIST)) {
                            synced.run();
                        }
                    }
                }
            } catch (IOException _) {
                pause();
            } catch (InterruptedException _) {
                return;
            }
        }
    }

    private static String take(JsonNode event, Diary diary) {
        String kind = event.path("type").asText();
        JsonNode metadata = event.at("/object/metadata");
        String revision = metadata.path("resourceVersion").asText();
        if (kind.equals("ERROR")) {
            throw new IllegalStateException("the watch ended with " + event);
        }
        if (!kind.equals("BOOKMARK")) {
            diary.write(
                    kind,
                    metadata.path("name").asText(),
                    event.at("/object/data/value").asText(),
                    revision);
        }
        return revision;
    }
}
