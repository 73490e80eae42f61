package dev.perk.control.node.agent;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * A health check of a container, as its Pod says it.
 *
 * @param aggressive ask again at once until it succeeds: Knative's {@code periodSeconds: 0}
 */
public record Probe(
        Check check,
        Duration initialDelay,
        Duration period,
        Duration timeout,
        int successThreshold,
        int failureThreshold,
        boolean aggressive) {

    /** How to ask. */
    public sealed interface Check {
        record Tcp(int port) implements Check {}

        record Http(int port, String scheme, String path, List<Header> headers) implements Check {
            public Http {
                headers = List.copyOf(headers);
            }
        }

        record Exec(List<String> command) implements Check {
            public Exec {
                command = List.copyOf(command);
            }
        }

        /** gRPC health checks are not built yet. */
        record Unsupported(String what) implements Check {}
    }

    public record Header(String name, String value) {}

    private static final int DEFAULT_PERIOD_SECONDS = 10;
    private static final int DEFAULT_FAILURES = 3;
    private static final Duration AGGRESSIVE_TIMEOUT = Duration.ofMillis(100);

    /**
     * @param probe a {@code corev1.Probe}; missing or null means none
     * @param userPort what port 0 or a name stands for
     * @param knative whether {@code periodSeconds: 0} asks for aggressive probing rather than for
     *     the default
     */
    public static Optional<Probe> read(JsonNode probe, int userPort, boolean knative) {
        if (!probe.isObject()) {
            return Optional.empty();
        }
        int period = probe.path("periodSeconds").asInt();
        boolean aggressive = knative && period == 0;
        Duration timeout = Duration.ofSeconds(Math.max(1, probe.path("timeoutSeconds").asInt()));
        return Optional.of(
                new Probe(
                        check(probe, userPort),
                        Duration.ofSeconds(probe.path("initialDelaySeconds").asInt()),
                        Duration.ofSeconds(period == 0 ? DEFAULT_PERIOD_SECONDS : period),
                        aggressive ? AGGRESSIVE_TIMEOUT : timeout,
                        Math.max(1, probe.path("successThreshold").asInt()),
                        orDefault(probe.path("failureThreshold").asInt(), DEFAULT_FAILURES),
                        aggressive));
    }

    private static int orDefault(int value, int otherwise) {
        return value == 0 ? otherwise : value;
    }

    private static Check check(JsonNode probe, int userPort) {
        if (probe.has("httpGet")) {
            JsonNode get = probe.path("httpGet");
            List<Header> headers = new ArrayList<>();
            get.path("httpHeaders")
                    .forEach(header ->
                            headers.add(
                                    new Header(
                                            header.path("name").asText(),
                                            header.path("value").asText())));
            String path = get.path("path").asText();
            return new Check.Http(
                    port(get, userPort),
                    get.path("scheme").asText("HTTP").toLowerCase(Locale.ROOT),
                    path.startsWith("/") ? path : "/" + path,
                    headers);
        }
        if (probe.has("exec")) {
            List<String> command = new ArrayList<>();
            probe.path("exec").path("command").forEach(word -> command.add(word.asText()));
            return new Check.Exec(command);
        }
        if (probe.has("grpc")) {
            return new Check.Unsupported("grpc probes are not built yet");
        }
        return new Check.Tcp(port(probe.path("tcpSocket"), userPort));
    }

    private static int port(JsonNode handler, int userPort) {
        int port = handler.path("port").asInt();
        return port == 0 ? userPort : port;
    }
}
