package dev.perk.control.controllers.watch;

import dev.perk.api.NamespacedName;
import dev.perk.api.ResourceType;
import dev.perk.api.config.ServingConfig;
import dev.perk.kube.KubeObject;
import dev.perk.kube.control.ControlLoop;
import dev.perk.kube.control.Tracker;
import dev.perk.kube.store.ObjectCache;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Predicate;

/**
 * One loop, and everything that wakes it.
 *
 * <p>Watches are only noted while a controller is built; {@link #start} begins to listen, when all
 * caches are full.
 */
public final class Controller implements AutoCloseable {
    private final ControllerParts parts;
    private final ResourceType type;
    private final ObjectCache primary;
    private final ControlLoop<?> loop;
    private final List<Runnable> watches = new ArrayList<>();
    private Predicate<KubeObject> mine = object -> true;

    Controller(
            ControllerParts parts, ResourceType type, ControlLoop<?> loop, Leadership leadership) {
        this.parts = parts;
        this.type = type;
        this.loop = loop;
        this.primary = parts.cache(type);
        watches.add(() ->
                listen(
                        primary,
                        object -> {
                            if (mine.test(object)) {
                                enqueue(object.namespacedName());
                            }
                        }));
        watches.add(() -> leadership.onPromotion(this::resync));
    }

    /**
     * A controller whose observer looks at objects through a tracker, which in turn wakes the
     * controller.
     */
    public static Controller withTracker(Function<Tracker, Controller> build) {
        var woken = new AtomicReference<Controller>();
        var tracker =
                new Tracker(key -> {
                    Controller controller = woken.get();
                    if (controller != null) {
                        controller.enqueue(key);
                    }
                });
        Controller controller = build.apply(tracker);
        woken.set(controller);
        return controller;
    }

    /** Only objects of its kind that are {@code mine} wake it by themselves. */
    public Controller onlyWhere(Predicate<KubeObject> isMine) {
        mine = isMine;
        return this;
    }

    /** A change of an object of {@code child} wakes the object that controls it. */
    public Controller owning(ResourceType child) {
        return waking(child, this::owner);
    }

    /** A change of an object of {@code other} wakes the key that {@code toKey} finds for it. */
    public Controller waking(
            ResourceType other, Function<KubeObject, Optional<NamespacedName>> toKey) {
        ObjectCache cache = parts.cache(other);
        watches.add(() -> listen(cache, object -> toKey.apply(object).ifPresent(this::enqueue)));
        return this;
    }

    /** A change of an object of {@code other} wakes everyone who looked for it. */
    public Controller tracking(ResourceType other, Tracker tracker) {
        ObjectCache cache = parts.cache(other);
        watches.add(() -> listen(cache, object -> tracker.changed(object.key())));
        return this;
    }

    /** A change of an object of {@code other} that counts wakes everyone, slowly. */
    public Controller wakingAll(ResourceType other, Predicate<KubeObject> counts) {
        ObjectCache cache = parts.cache(other);
        watches.add(() ->
                listen(
                        cache,
                        object -> {
                            if (counts.test(object)) {
                                resync();
                            }
                        }));
        return this;
    }

    /** A change of this part of the configuration wakes everyone, slowly. */
    public Controller resyncingOn(Function<ServingConfig, ?> part) {
        watches.add(() -> {
            var last = new AtomicReference<Object>(part.apply(parts.config().current()));
            parts.config()
                    .onChange(config -> {
                        Object next = part.apply(config);
                        if (!next.equals(last.getAndSet(next))) {
                            resync();
                        }
                    });
        });
        return this;
    }

    /** Something outside of the Store wakes keys: {@code source} is given what to call. */
    public Controller wokenBy(Consumer<Consumer<NamespacedName>> source) {
        watches.add(() -> source.accept(this::enqueue));
        return this;
    }

    /** Wakes one key. */
    public void enqueue(NamespacedName key) {
        loop.enqueue(key);
    }

    /** Begins to listen, and looks at everything that exists once. */
    public void start() {
        watches.forEach(Runnable::run);
        resync();
    }

    private void resync() {
        resync(_ -> true);
    }

    private void resync(Predicate<NamespacedName> some) {
        primary.all().stream()
                .filter(mine)
                .map(KubeObject::namespacedName)
                .filter(some)
                .sorted()
                .forEach(loop::enqueueSlowly);
    }

    private Optional<NamespacedName> owner(KubeObject child) {
        return child.controller()
                .filter(owner -> owner.kind().equals(type.kind()))
                .filter(owner -> owner.apiVersion().equals(type.apiVersion()))
                .map(owner -> new NamespacedName(child.namespace(), owner.name()));
    }

    private static void listen(ObjectCache cache, Consumer<KubeObject> listener) {
        cache.addHandler((before, after) -> {
            KubeObject object = after != null ? after : before;
            if (object != null) {
                listener.accept(object);
            }
        });
    }

    @Override
    public void close() {
        loop.close();
    }
}
