package dev.perk.testing.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.perk.kube.Json;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.TreeMap;

/**
 * Watches ConfigMaps over the lives of a Perk, each time from the last revision that it has seen.
 */
final class ConfigMapWatcher {
    private static final String WATCH =
            "/api/v1/namespaces/default/configmaps?watch=true&allowWatchBookmarks=false"
                    + "&resourceVersion=";

    private final Map<Long, String> seen = new TreeMap<>();
    private volatile long last;
    private volatile boolean broken;

    /** By revision, what happened. */
    Map<Long, String> seen() {
        return seen;
    }

    /** Watches on a thread of its own until the API is gone. */
    Thread follow(Api api) throws IOException {
        if (last == 0) {
            last = api.revision();
        }
        return Thread.ofVirtual().start(() -> read(api, Long.MAX_VALUE));
    }

    /** Watches until everything up to {@code revision} that it may have missed has come. */
    void catchUp(Api api, long revision) throws IOException {
        assertThat(broken).as("a watch ended with an error").isFalse();
        read(api, revision);
    }

    private void read(Api api, long until) {
        // What comes after the last event of a ConfigMap is of other kinds: the stream just ends.
        String path = WATCH + last + (until == Long.MAX_VALUE ? "" : "&timeoutSeconds=2");
        try (var lines =
                new BufferedReader(new InputStreamReader(api.open(path), StandardCharsets.UTF_8))) {
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                take(Json.read(line.getBytes(StandardCharsets.UTF_8)));
            }
        } catch (IOException | UncheckedIOException killed) {
            // It comes back when the API does; a frame that was cut off comes again then.
        }
    }

    private void take(JsonNode event) {
        String type = event.path("type").asText();
        long revision = event.at("/object/metadata/resourceVersion").asLong();
        if (type.equals("ERROR") || revision <= last) {
            broken = true;
            throw new AssertionError("after " + last + " came " + event);
        }
        last = revision;
        seen.put(revision, type + " " + event.at("/object/metadata/name").asText());
    }
}
