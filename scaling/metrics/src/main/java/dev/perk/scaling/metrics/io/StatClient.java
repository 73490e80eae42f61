package dev.perk.scaling.metrics.io;

import dev.perk.api.stats.Stat;
import dev.perk.api.stats.StatCodec;
import dev.perk.api.text.Parsed;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;

/**
 * Asks one queue-proxy for its {@link Stat}. Source: {@code knative/serving
 * pkg/autoscaler/metrics/http_scrape_client.go}.
 */
final class StatClient {
    private static final String PROTOBUF = "application/protobuf";
    private static final Duration TIMEOUT = Duration.ofSeconds(3);

    /** Six numbers with their tags, a pod's name, and some room: more is no stat. */
    private static final int LARGEST_BODY = 6 * 10 + 256 + 20;

    /** One pod's answer. */
    sealed interface Answer {
        record Told(Stat stat) implements Answer {}

        /**
         * @param maybeMesh whether a service mesh may have kept us from the pod
         */
        record Refused(String why, boolean maybeMesh) implements Answer {

            /** The last of two refusals; a mesh explains both or neither. */
            Refused after(Refused before) {
                return new Refused(why, maybeMesh && before.maybeMesh);
            }
        }
    }

    private final HttpClient client;
    private final int port;

    StatClient(HttpClient client, int port) {
        this.client = client;
        this.port = port;
    }

    /** Never completes exceptionally. */
    CompletableFuture<Answer> ask(String address) {
        String host = address.contains(":") ? "[" + address + "]" : address;
        HttpRequest request =
                HttpRequest.newBuilder(URI.create("http://" + host + ":" + port + "/metrics"))
                        .header("Accept", PROTOBUF)
                        .timeout(TIMEOUT)
                        .build();
        return client.sendAsync(
                        request, BodyHandlers.limiting(BodyHandlers.ofByteArray(), LARGEST_BODY))
                .thenApply(StatClient::read)
                .exceptionally(e -> new Answer.Refused(address + ": " + e.getMessage(), false));
    }

    private static Answer read(HttpResponse<byte[]> response) {
        int status = response.statusCode();
        if (status < 200 || status > 299) {
            return new Answer.Refused(
                    "GET request for URL \"%s\" returned HTTP status %d"
                            .formatted(response.uri(), status),
                    status == 502 || status == 503);
        }
        String type = response.headers().firstValue("Content-Type").orElse("");
        if (!type.equals(PROTOBUF)) {
            return new Answer.Refused("unsupported metric type: " + type, false);
        }
        return switch (StatCodec.decode(response.body())) {
            case Parsed.Good<Stat>(Stat stat) -> new Answer.Told(stat);
            case Parsed.Bad<Stat>(String why) ->
                    new Answer.Refused("unmarshalling failed: " + why, false);
        };
    }
}
