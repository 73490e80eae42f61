package dev.perk.control.workloads;

import dev.perk.api.NamespacedName;
import dev.perk.api.ResourceType;
import dev.perk.kube.KubeObject;
import dev.perk.kube.control.ControlLoop;
import dev.perk.kube.store.ObjectCache;
import dev.perk.kube.store.ObjectCaches;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Which change wakes which key of which loop. */
final class Watches {

    /** The keys that must be looked at when an object has changed. */
    @FunctionalInterface
    interface Mapping {
        /**
         * @param before null for a new object
         * @param after null for one that is gone
         */
        Collection<NamespacedName> keys(@Nullable KubeObject before, @Nullable KubeObject after);
    }

    private record Watch(ResourceType type, ControlLoop<?> loop, Mapping mapping) {

        void changed(@Nullable KubeObject before, @Nullable KubeObject after) {
            mapping.keys(before, after).forEach(loop::enqueue);
        }
    }

    private final ObjectCaches caches;
    private final List<Watch> watches = new ArrayList<>();

    Watches(ObjectCaches caches) {
        this.caches = caches;
    }

    void add(ResourceType changed, ControlLoop<?> wakes, Mapping mapping) {
        watches.add(new Watch(changed, wakes, mapping));
    }

    /**
     * Wakes loops from now on, and once for everything that exists already: nobody knows what was
     * left undone by the last run. All caches must have been started.
     */
    void start() {
        watches.forEach(this::start);
    }

    /** The same for a kind that is served only now. */
    void follow(ResourceType changed, ControlLoop<?> wakes, Mapping mapping) {
        start(new Watch(changed, wakes, mapping));
    }

    private void start(Watch watch) {
        ObjectCache cache = caches.of(watch.type());
        cache.addHandler(watch::changed);
        cache.all().forEach(object -> watch.changed(null, object));
    }

    /** The object itself. */
    static Collection<NamespacedName> itself(
            @Nullable KubeObject before, @Nullable KubeObject after) {
        return versions(before, after).map(KubeObject::namespacedName).distinct().toList();
    }

    /** Its controller, if that is of this kind; the former one too, if it has another now. */
    static Mapping controller(ResourceType type) {
        return (before, after) ->
                versions(before, after)
                        .flatMap(object -> controllerOf(type, object))
                        .distinct()
                        .toList();
    }

    static Stream<NamespacedName> controllerOf(ResourceType type, KubeObject object) {
        return object.controller().stream()
                .filter(ref -> ref.kind().equals(type.kind()))
                .filter(ref -> ref.apiVersion().equals(type.apiVersion()))
                .map(ref -> new NamespacedName(object.namespace(), ref.name()));
    }

    /** The same, but only of an object that is gone. */
    static Mapping whenGone(Mapping mapping) {
        return (before, after) -> after == null ? mapping.keys(before, null) : List.of();
    }

    static Stream<KubeObject> versions(@Nullable KubeObject before, @Nullable KubeObject after) {
        return Stream.concat(Stream.ofNullable(before), Stream.ofNullable(after));
    }
}
