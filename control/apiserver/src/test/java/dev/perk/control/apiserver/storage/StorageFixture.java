package dev.perk.control.apiserver.storage;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.perk.api.Kinds;
import dev.perk.api.ResourceKey;
import dev.perk.api.ResourceType;
import dev.perk.kube.Json;
import dev.perk.kube.KubeObject;
import dev.perk.kube.store.ApiException;
import dev.perk.kube.store.WatchEvent;
import dev.perk.testing.testkit.FakeClock;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Executor;

/** A store over a log, small objects to put into it, and watchers that remember. */
public final class StorageFixture {
    public final FakeClock clock;
    public final Log log;
    public final Limits limits;
    public Storage storage;

    public StorageFixture() {
        this(new MemoryLog(), Limits.DEFAULT);
    }

    public StorageFixture(Log log, Limits limits) {
        this(log, limits, new FakeClock());
    }

    private StorageFixture(Log log, Limits limits, FakeClock clock) {
        this.log = log;
        this.limits = limits;
        this.clock = clock;
        this.storage = open(Runnable::run, Runnable::run);
    }

    public Storage open(Executor commits, Executor events) {
        return Storage.open(log, Kinds.SERVED, limits, clock, commits, events);
    }

    /** What a restart finds. */
    public void restart() {
        storage.close();
        storage = open(Runnable::run, Runnable::run);
    }

    public static ResourceKey key(String name) {
        return ResourceKey.of(Kinds.CONFIG_MAP, "default", name);
    }

    public static Outcome.Put configMap(String name, String value) {
        return object(Kinds.CONFIG_MAP, name, value);
    }

    public static Outcome.Put object(ResourceType type, String name, String value) {
        ObjectNode tree =
                Json.object().put("apiVersion", type.apiVersion()).put("kind", type.kind());
        ObjectNode metadata = tree.putObject("metadata").put("name", name);
        if (type.namespaced()) {
            metadata.put("namespace", "default");
        }
        tree.putObject("data").put("value", value);
        return Outcome.put(type, tree);
    }

    public KubeObject put(String name, String value) {
        Outcome.Put put = configMap(name, value);
        return storage.write(view -> put).orElseThrow();
    }

    public KubeObject delete(String name) {
        return storage.write(view -> new Outcome.Remove(key(name))).orElseThrow();
    }

    public List<String> names() {
        return storage.list(Kinds.CONFIG_MAP, "").items().stream().map(KubeObject::name).toList();
    }

    public static String value(KubeObject object) {
        return object.tree().path("data").path("value").asText();
    }

    /** Writes down what it is told. */
    public static final class Diary implements Watcher {
        public final List<String> entries = new ArrayList<>();

        @Override
        public void onEvent(WatchEvent event) {
            entries.add(
                    switch (event) {
                        case WatchEvent.Added(KubeObject o) -> line("added", o);
                        case WatchEvent.Modified(KubeObject _, KubeObject o) -> line("modified", o);
                        case WatchEvent.Deleted(KubeObject o) -> line("deleted", o);
                    });
        }

        private static String line(String what, KubeObject object) {
            return what + " " + object.name() + "=" + value(object) + " @" + object.revision();
        }

        @Override
        public void onBookmark(long revision, boolean initial) {
            entries.add((initial ? "initial end @" : "bookmark @") + revision);
        }

        @Override
        public void onLost(ApiException cause) {
            entries.add("lost: " + cause.getMessage());
        }
    }
}
