package dev.perk.kube.config;

import dev.perk.api.Kinds;
import dev.perk.api.Namespaces;
import dev.perk.api.config.InvalidConfigException;
import dev.perk.api.config.ServingConfig;
import dev.perk.kube.KubeObject;
import dev.perk.kube.store.ObjectCache;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Follows the ConfigMaps and keeps the last good value of each: a bad one is logged and changes
 * nothing, and one that disappears leaves what it said.
 *
 * <p>Invariant: {@code current} only ever holds values that were parsed whole, and listeners hear
 * of them in the order in which they became current. Writes hold the monitor, also while listeners
 * run; reads take no lock.
 */
public final class LiveConfig {
    private static final Logger log = LoggerFactory.getLogger(LiveConfig.class);

    private final List<Consumer<ServingConfig>> listeners = new CopyOnWriteArrayList<>();
    private volatile ServingConfig current;

    /**
     * @param initial what holds until ConfigMaps say otherwise
     */
    public LiveConfig(ServingConfig initial) {
        this.current = initial;
    }

    /**
     * Reads what the cache has, and follows it from now on. A cache that has not been started yet
     * fills this too.
     *
     * @throws IllegalArgumentException if the cache holds another kind
     */
    public LiveConfig follow(ObjectCache configMaps) {
        if (!configMaps.type().equals(Kinds.CONFIG_MAP)) {
            throw new IllegalArgumentException(
                    "a cache of " + configMaps.type() + " (expected: configmaps)");
        }
        configMaps.addHandler((_, after) -> seen(after));
        configMaps.inNamespace(Namespaces.KNATIVE_SERVING).forEach(this::seen);
        return this;
    }

    /** What holds now. A decision reads it once, so that it cannot change in the middle. */
    public ServingConfig current() {
        return current;
    }

    /** Calls {@code listener} with every later value. It must be quick: the next change waits. */
    public void onChange(Consumer<ServingConfig> listener) {
        listeners.add(listener);
    }

    synchronized void seen(@Nullable KubeObject configMap) {
        if (configMap == null || !configMap.namespace().equals(Namespaces.KNATIVE_SERVING)) {
            return;
        }
        try {
            ServingConfig changed = current.with(configMap.name(), data(configMap));
            if (!changed.equals(current)) {
                current = changed;
                listeners.forEach(listener -> listener.accept(changed));
            }
        } catch (InvalidConfigException e) {
            log.atError()
                    .addKeyValue("configmap", configMap.name())
                    .log("kept the previous configuration: {}", e.getMessage());
        }
    }

    private static Map<String, String> data(KubeObject configMap) {
        Map<String, String> data = new LinkedHashMap<>();
        configMap
                .tree()
                .path("data")
                .properties()
                .forEach(entry -> data.put(entry.getKey(), entry.getValue().asText()));
        return data;
    }
}
