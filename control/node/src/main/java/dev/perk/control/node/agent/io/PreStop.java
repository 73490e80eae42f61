package dev.perk.control.node.agent.io;

import com.fasterxml.jackson.databind.JsonNode;
import dev.perk.control.node.agent.Probe;
import dev.perk.control.node.runtime.Container;
import dev.perk.control.node.runtime.Sandbox;
import dev.perk.kube.Json;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/**
 * What a container wants to be done before it is asked to end. The hook that Knative puts on user
 * containers is the drain of the queue-proxy, which has happened by then.
 */
record PreStop(JsonNode spec, Container container, Sandbox room, NodeParts parts) {
    private static final String DRAIN = "/wait-for-drain";

    /**
     * Does it.
     *
     * @param latest when to go on anyway
     * @param then is called once, on any thread, with what went wrong; empty if nothing did
     */
    void run(Duration latest, Consumer<String> then) {
        JsonNode hook = spec.path("lifecycle").path("preStop");
        if (hook.has("exec")) {
            List<String> command = new ArrayList<>();
            hook.path("exec").path("command").forEach(word -> command.add(word.asText()));
            parts.scheduler().execute(() -> then.accept(exec(command, latest)));
        } else if (hook.has("sleep")) {
            Duration sleep = Duration.ofSeconds(hook.path("sleep").path("seconds").asLong());
            Duration wait = sleep.compareTo(latest) < 0 ? sleep : latest;
            parts.scheduler().after(wait, () -> then.accept(""));
        } else if (hook.has("httpGet")
                && !hook.path("httpGet").path("path").asText().equals(DRAIN)) {
            parts.scheduler().execute(() -> then.accept(get(hook, latest)));
        } else {
            then.accept("");
        }
    }

    private String exec(List<String> command, Duration latest) {
        return switch (container.exec(command, latest)) {
            case Container.ExecResult.Exited(int code, String output) ->
                    code == 0 ? "" : "preStop ended with exit code " + code + ": " + output.strip();
            case Container.ExecResult.TimedOut _ -> "preStop took longer than " + latest;
            case Container.ExecResult.Failed(String message) -> "preStop failed: " + message;
        };
    }

    private String get(JsonNode hook, Duration latest) {
        int port = spec.path("ports").path(0).path("containerPort").asInt();
        var probe = Probe.read(Json.object().set("httpGet", hook.path("httpGet")), port, false);
        return probe.map(Probe::check)
                .map(check ->
                        check instanceof Probe.Check.Http http
                                ? parts.dial().get(room.endpoint(http.port()), http, latest)
                                : "")
                .orElse("");
    }
}
