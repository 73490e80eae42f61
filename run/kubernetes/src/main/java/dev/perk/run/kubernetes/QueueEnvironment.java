package dev.perk.run.kubernetes;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import dev.perk.api.Ports;
import dev.perk.http.Timeouts;
import dev.perk.kube.Json;
import dev.perk.request.queueproxy.QueueProxy;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;

/**
 * What a pod's template tells its queue-proxy. Source: {@code knative/serving
 * pkg/queue/sharedmain/main.go}.
 *
 * @param port where it serves, 0 for any free one
 * @param userPort where the container serves
 * @param readinessProbe one probe, a list, or a missing node
 */
record QueueEnvironment(
        QueueProxy.Settings settings, int port, int userPort, JsonNode readinessProbe) {

    /** In the order in which upstream's queue-proxy misses them. */
    private static final List<String> REQUIRED =
            List.of(
                    "CONTAINER_CONCURRENCY",
                    "QUEUE_SERVING_PORT",
                    "QUEUE_SERVING_TLS_PORT",
                    "USER_PORT",
                    "REVISION_TIMEOUT_SECONDS",
                    "SERVING_LOGGING_CONFIG",
                    "SERVING_LOGGING_LEVEL",
                    "SERVING_NAMESPACE",
                    "SERVING_CONFIGURATION",
                    "SERVING_REVISION",
                    "SERVING_POD",
                    "SERVING_POD_IP");

    /**
     * @throws ProcessFailedException naming the first variable that is missing or cannot be used
     */
    static QueueEnvironment read(Map<String, String> variables) throws ProcessFailedException {
        for (String name : REQUIRED) {
            if (!variables.containsKey(name)) {
                throw new ProcessFailedException("required key " + name + " missing value");
            }
        }
        int port = number(variables, "QUEUE_SERVING_PORT");
        if (port == Ports.QUEUE_H2C) {
            throw new ProcessFailedException(
                    "QUEUE_SERVING_PORT = 8013 (expected: 8012; h2c is not built yet)");
        }
        var settings =
                new QueueProxy.Settings(
                        variables.getOrDefault("SERVING_POD", ""),
                        number(variables, "CONTAINER_CONCURRENCY"),
                        Timeouts.ofSeconds(
                                number(variables, "REVISION_TIMEOUT_SECONDS"),
                                optional(variables, "REVISION_RESPONSE_START_TIMEOUT_SECONDS"),
                                optional(variables, "REVISION_IDLE_TIMEOUT_SECONDS")));
        return new QueueEnvironment(
                settings, port, number(variables, "USER_PORT"), probe(variables));
    }

    private static int optional(Map<String, String> variables, String name)
            throws ProcessFailedException {
        return variables.getOrDefault(name, "").isEmpty() ? 0 : number(variables, name);
    }

    private static int number(Map<String, String> variables, String name)
            throws ProcessFailedException {
        String text = variables.getOrDefault(name, "");
        if (!text.matches("\\d{1,9}")) {
            throw new ProcessFailedException(
                    name + " = \"" + text + "\" (expected: a whole number, 0 or more)");
        }
        return Integer.parseInt(text);
    }

    private static JsonNode probe(Map<String, String> variables) throws ProcessFailedException {
        String text = variables.getOrDefault("SERVING_READINESS_PROBE", "");
        if (text.isEmpty()) {
            return MissingNode.getInstance();
        }
        try {
            return Json.read(text.getBytes(StandardCharsets.UTF_8));
        } catch (UncheckedIOException e) {
            throw new ProcessFailedException(
                    "SERVING_READINESS_PROBE = " + text + " (expected: a probe in JSON)", e);
        }
    }
}
