package dev.perk.testing.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * Creates, changes and deletes ConfigMaps of its own, one request after the other at a steady pace,
 * until the connection breaks; and knows what it was told.
 */
final class ConfigMapWriter {
    private static final String MAPS = "/api/v1/namespaces/default/configmaps";
    private static final String JSON = "application/json";

    private final String name;
    private final Duration pause;
    private final Runnable wrote;
    private final Map<Long, String> acknowledged = new TreeMap<>();

    /** By name, the revision it has; 0 where it is gone. */
    private final Map<String, Long> present = new HashMap<>();

    /** What was asked for when the connection broke: it may have happened, or not. */
    private String brokenOff = "";

    private int next;

    private @Nullable AssertionError failure;

    /**
     * @param pause from one request to the next, if that is answered by then
     * @param wrote runs after every acknowledged write
     */
    ConfigMapWriter(String name, Duration pause, Runnable wrote) {
        this.name = name;
        this.wrote = wrote;
        this.pause = pause;
    }

    /** By revision, what the API said it did. */
    Map<Long, String> acknowledged() {
        return acknowledged;
    }

    boolean isBrokenOff() {
        return !brokenOff.isEmpty();
    }

    /** Writes on a thread of its own until the API is gone. */
    Thread write(Api api) {
        brokenOff = "";
        return Thread.ofVirtual()
                .start(() -> {
                    try {
                        writeUntilGone(api);
                    } catch (AssertionError e) {
                        failure = e;
                    }
                });
    }

    private void writeUntilGone(Api api) {
        long due = System.nanoTime();
        while (writeOne(api)) {
            due += pause.toNanos();
            LockSupport.parkNanos(due - System.nanoTime());
        }
    }

    private boolean writeOne(Api api) {
        int step = next++;
        // Of three objects two are changed, and one of those is deleted.
        String object = name + "-" + step / 6;
        try {
            switch (step % 6) {
                case 0, 1, 2 -> create(api, name + "-" + step / 6 + "-" + step % 6);
                case 3, 4 -> change(api, object + "-" + step % 2);
                default -> delete(api, object + "-1");
            }
            return true;
        } catch (IOException gone) {
            return false;
        }
    }

    private void create(Api api, String object) throws IOException {
        brokenOff = object;
        String json =
                """
                {"apiVersion":"v1","kind":"ConfigMap","metadata":{"name":"%s"},"data":{"a":"%s"}}\
                """
                        .formatted(object, "x".repeat(200));
        acknowledge("ADDED", object, 201, api.send("POST", MAPS, JSON, json));
    }

    private void change(Api api, String object) throws IOException {
        if (present.getOrDefault(object, 0L) == 0) {
            return;
        }
        brokenOff = object;
        acknowledge(
                "MODIFIED",
                object,
                200,
                api.send(
                        "PATCH",
                        MAPS + "/" + object,
                        "application/merge-patch+json",
                        "{\"data\":{\"b\":\"" + next + "\"}}"));
    }

    private void delete(Api api, String object) throws IOException {
        if (present.getOrDefault(object, 0L) == 0) {
            return;
        }
        brokenOff = object;
        Api.Answer answer = api.send("DELETE", MAPS + "/" + object, JSON, "");
        assertThat(answer.code()).as("%s", answer.body()).isEqualTo(200);
        // The Status says no revision: the watchers say what it was.
        present.put(object, 0L);
        brokenOff = "";
        wrote.run();
    }

    private void acknowledge(String event, String object, int code, Api.Answer answer) {
        assertThat(answer.code()).as("%s", answer.body()).isEqualTo(code);
        long revision = answer.body().at("/metadata/resourceVersion").asLong();
        acknowledged.put(revision, event + " " + object);
        present.put(object, revision);
        brokenOff = "";
        wrote.run();
    }

    /** Whether everything is as it was told, but for what was broken off. */
    void check(Api api) {
        if (failure != null) {
            throw failure;
        }
        Map<String, Long> stored = new HashMap<>();
        try {
            api.get(MAPS)
                    .body()
                    .path("items")
                    .forEach(item ->
                            stored.put(
                                    item.at("/metadata/name").asText(),
                                    item.at("/metadata/resourceVersion").asLong()));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        present.forEach((object, revision) -> {
            long now = stored.getOrDefault(object, 0L);
            if (!object.equals(brokenOff)) {
                assertThat(now).as("revision of %s", object).isEqualTo(revision);
            }
        });
        if (!brokenOff.isEmpty()) {
            present.put(brokenOff, stored.getOrDefault(brokenOff, 0L));
        }
    }
}
