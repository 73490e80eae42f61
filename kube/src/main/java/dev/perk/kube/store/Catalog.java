package dev.perk.kube.store;

import dev.perk.api.ResourceType;
import dev.perk.api.StoredKinds;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;

/**
 * The kinds that are served at this moment: those that are always there, and those of established
 * CustomResourceDefinitions. Whoever means "all kinds" asks here each time, or listens.
 *
 * <p>Invariant: {@code now} is swapped whole, by one thread at a time, and listeners are told after
 * that, on that thread.
 */
public final class Catalog {

    /**
     * The kinds of one moment.
     *
     * @param all every served version of every kind, in the order of discovery
     */
    public record Served(List<ResourceType> all) {
        public Served {
            all = List.copyOf(all);
        }

        /**
         * Each resource once, in the version that is preferred; without those that only show the
         * objects of another one.
         */
        public List<ResourceType> resources() {
            Map<ResourceType, ResourceType> first = new LinkedHashMap<>();
            all.stream()
                    .filter(type -> !type.equals(StoredKinds.NEW_EVENT))
                    .forEach(type -> first.putIfAbsent(type, type));
            return List.copyOf(first.values());
        }

        /** By the names in an object: {@code apiVersion} and {@code kind}. */
        public Optional<ResourceType> find(String apiVersion, String kind) {
            return all.stream()
                    .filter(type ->
                            type.kind().equals(kind) && type.apiVersion().equals(apiVersion))
                    .findFirst();
        }
    }

    private final List<ResourceType> fixed;
    private final List<Consumer<Served>> listeners = new CopyOnWriteArrayList<>();
    private volatile Served now;

    /**
     * @param fixed kinds that are always served
     */
    public Catalog(List<ResourceType> fixed) {
        this.fixed = List.copyOf(fixed);
        this.now = new Served(fixed);
    }

    public Served now() {
        return now;
    }

    /** Calls {@code listener} after every change; what is served already is not told. */
    public void onChange(Consumer<Served> listener) {
        listeners.add(listener);
    }

    /**
     * Serves {@code defined} besides the fixed kinds, and no others. A version of a fixed kind is
     * that kind itself, whatever its definition calls it; its other versions stand beside it.
     */
    public void serve(List<ResourceType> defined) {
        Map<String, ResourceType> byPlace = new HashMap<>();
        fixed.forEach(type -> byPlace.put(place(type), type));
        List<ResourceType> all = new ArrayList<>(fixed);
        for (ResourceType type : defined) {
            if (byPlace.putIfAbsent(place(type), type) == null) {
                all.add(type);
            }
        }
        now = new Served(all);
        listeners.forEach(listener -> listener.accept(now));
    }

    private static String place(ResourceType type) {
        return type.apiVersion() + "/" + type.plural();
    }
}
