package dev.perk.control.apiserver.rest;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.perk.api.Kinds;
import dev.perk.api.time.Scheduler;
import dev.perk.control.apiserver.registry.Registry;
import dev.perk.kube.Json;
import dev.perk.kube.KubeObject;
import dev.perk.kube.store.ApiException;
import dev.perk.kube.store.Subresource;
import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The parts of Pods that are no parts of the object: their logs, their binding, their eviction.
 *
 * <p>Source of the texts: {@code k8s.io/kubernetes pkg/registry/core/pod/strategy.go} and {@code
 * pkg/kubelet/kubelet_pods.go}.
 */
final class PodParts {
    private static final Logger log = LoggerFactory.getLogger(PodParts.class);
    private static final int PIECE = 16 * 1024;

    private final Registry registry;
    private final Evictions evictions;
    private final PodLogs logs;
    private final Scheduler scheduler;

    PodParts(Registry registry, PodLogs logs, Scheduler scheduler) {
        this.registry = registry;
        this.evictions = new Evictions(registry);
        this.logs = logs;
        this.scheduler = scheduler;
    }

    /** Puts a Pod on a node. */
    ApiAnswer.Full bind(Call call) {
        ObjectNode binding = RequestBody.object(call.request(), "Binding").tree();
        registry.update(call.key(), binding, Subresource.BINDING, call.options("CreateOptions"));
        return Rendering.plain(201, success(), call.request());
    }

    /** Deletes a Pod in the name of somebody who empties its node. */
    ApiAnswer.Full evict(Call call) {
        evictions.evict(call);
        return Rendering.plain(201, success(), call.request());
    }

    private static ObjectNode success() {
        ObjectNode status = Json.object().put("kind", "Status").put("apiVersion", "v1");
        status.putObject("metadata");
        return status.put("status", "Success").put("code", 201);
    }

    ApiAnswer log(Call call) {
        KubeObject pod = registry.read(call.key(), OptionalLong.empty());
        var containers = new PodContainers(pod);
        String container = containers.choose(call.request().query("container"));
        PodLogs.Options options = options(call.request(), scheduler.instant());
        if (pod.spec().path("nodeName").asText().isEmpty()) {
            // Nobody has written anything yet.
            return ApiAnswer.text(200, "");
        }
        checkStarted(containers, container, options.previous());
        InputStream bytes = logs.open(pod, container, options);
        return ApiAnswer.stream("text/plain", sink -> pump(bytes, sink));
    }

    private Runnable pump(InputStream bytes, ApiAnswer.Sink sink) {
        scheduler.execute(() -> copy(bytes, sink));
        return () -> close(bytes);
    }

    /** Stops when the log ends or the client has left. */
    private static void copy(InputStream bytes, ApiAnswer.Sink sink) {
        byte[] buffer = new byte[PIECE];
        try {
            for (int read = bytes.read(buffer); read >= 0; read = bytes.read(buffer)) {
                if (!sink.awaitRoom()) {
                    return;
                }
                sink.write(Arrays.copyOf(buffer, read));
            }
        } catch (IOException e) {
            log.debug("log broke off", e);
        } finally {
            sink.end();
        }
    }

    private static void close(InputStream bytes) {
        try {
            bytes.close();
        } catch (IOException e) {
            log.debug("log did not close", e);
        }
    }

    private static void checkStarted(PodContainers containers, String container, boolean previous) {
        KubeObject pod = containers.pod();
        Optional<JsonNode> found = containers.status(container);
        if (found.isEmpty()) {
            throw ApiException.badRequest(
                    "container \""
                            + container
                            + "\" in pod \""
                            + pod.name()
                            + "\" is not available");
        }
        JsonNode status = found.get();
        boolean ranBefore = status.path("lastState").path("terminated").isObject();
        if (previous && !ranBefore) {
            throw ApiException.badRequest(
                    "previous terminated container \""
                            + container
                            + "\" in pod \""
                            + pod.name()
                            + "\" not found");
        }
        JsonNode waiting = status.path("state").path("waiting");
        if (!previous && !ranBefore && waiting.isObject()) {
            String reason = waiting.path("reason").asText();
            throw ApiException.badRequest(
                    "container \""
                            + container
                            + "\" in pod \""
                            + pod.name()
                            + "\" is waiting to start: "
                            + switch (reason) {
                                case "ErrImagePull" -> "image can't be pulled";
                                case "ImagePullBackOff" -> "trying and failing to pull image";
                                default -> reason;
                            });
        }
    }

    private static PodLogs.Options options(ApiRequest request, Instant now) {
        Optional<Instant> since = Optional.empty();
        if (request.parameter("sinceSeconds").isPresent()
                && request.parameter("sinceTime").isPresent()) {
            throw invalid(
                    "Forbidden: at most one of `sinceTime` or `sinceSeconds` may be specified");
        }
        if (request.parameter("sinceSeconds").isPresent()) {
            long seconds = number(request, "sinceSeconds").orElse(0);
            if (seconds < 1) {
                throw invalid(
                        "sinceSeconds: Invalid value: " + seconds + ": must be greater than 0");
            }
            since = Optional.of(now.minus(Duration.ofSeconds(seconds)));
        } else if (request.parameter("sinceTime").isPresent()) {
            String time = request.query("sinceTime");
            try {
                since = Optional.of(Instant.parse(time));
            } catch (DateTimeParseException e) {
                throw ApiException.badRequest(
                        "parsing time \"" + time + "\" as \"2006-01-02T15:04:05Z07:00\"");
            }
        }
        OptionalLong tail = number(request, "tailLines");
        if (tail.isPresent() && tail.getAsLong() < 0) {
            throw invalid(
                    "tailLines: Invalid value: "
                            + tail.getAsLong()
                            + ": must be greater than or equal to 0");
        }
        OptionalLong limit = number(request, "limitBytes");
        if (limit.isPresent() && limit.getAsLong() < 1) {
            throw invalid(
                    "limitBytes: Invalid value: " + limit.getAsLong() + ": must be greater than 0");
        }
        return new PodLogs.Options(
                request.isSet("follow"),
                request.isSet("previous"),
                request.isSet("timestamps"),
                since,
                tail,
                limit);
    }

    private static ApiException invalid(String problem) {
        return new ApiException(
                422,
                "Invalid",
                "PodLogOptions \"\" is invalid: " + problem,
                new ApiException.Details("", "", "PodLogOptions", "", List.of()));
    }

    private static OptionalLong number(ApiRequest request, String name) {
        Optional<String> value = request.parameter(name);
        if (value.isEmpty()) {
            return OptionalLong.empty();
        }
        try {
            return OptionalLong.of(Long.parseLong(value.get()));
        } catch (NumberFormatException e) {
            throw ApiException.badRequest(
                    "strconv.ParseInt: parsing \"" + value.get() + "\": invalid syntax");
        }
    }

    /** What a kind of request is called that Pods do not answer yet. */
    static Optional<String> unbuilt(Call call) {
        if (!call.type().equals(Kinds.POD)) {
            return Optional.empty();
        }
        return switch (call.target().subresource()) {
            case "proxy" -> Optional.of("a proxy to pods");
            default -> Optional.empty();
        };
    }
}
