package dev.perk.control.apiserver.definitions;

import dev.perk.api.Kinds;
import dev.perk.api.NamespacedName;
import dev.perk.api.ResourceKey;
import dev.perk.api.time.Scheduler;
import dev.perk.kube.KubeObject;
import dev.perk.kube.control.ControlLoop;
import dev.perk.kube.control.EventRecorder;
import dev.perk.kube.store.ObjectCache;
import dev.perk.kube.store.Selector;
import dev.perk.kube.store.Store;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Looks at definitions whenever one of their group has changed. */
public final class DefinitionController implements AutoCloseable {
    private final Store store;
    private final ObjectCache definitions;
    private final ControlLoop<DefinitionReconciler.Observed> loop;

    private DefinitionController(Store store, Scheduler scheduler) {
        this.store = store;
        this.definitions = new ObjectCache(store, Kinds.CUSTOM_RESOURCE_DEFINITION, scheduler);
        this.loop =
                new ControlLoop<>(
                        "crd-controller",
                        Kinds.CUSTOM_RESOURCE_DEFINITION,
                        this::observe,
                        new DefinitionReconciler(),
                        store,
                        new EventRecorder(store, scheduler),
                        scheduler,
                        _ -> true,
                        1); // two at a time could both be given the same name
    }

    /** Begins to act on all definitions that exist, and on those to come. */
    public static DefinitionController start(Store store, Scheduler scheduler) {
        var controller = new DefinitionController(store, scheduler);
        controller.definitions.addHandler(controller::changed);
        controller.definitions.start();
        return controller;
    }

    private void changed(@Nullable KubeObject before, @Nullable KubeObject after) {
        Stream.concat(Stream.ofNullable(before), Stream.ofNullable(after))
                .findFirst()
                .ifPresent(either -> {
                    if (after != null) {
                        loop.enqueue(after.namespacedName());
                    }
                    // A name that one gives up is free for those that wait for it.
                    neighbours(either, definitions.all()).stream()
                            .filter(other -> !Definition.isTrue(other, "NamesAccepted"))
                            .forEach(other -> loop.enqueue(other.namespacedName()));
                });
    }

    private Optional<DefinitionReconciler.Observed> observe(NamespacedName key) {
        return store.get(new ResourceKey(Kinds.CUSTOM_RESOURCE_DEFINITION, key)).map(this::observe);
    }

    private DefinitionReconciler.Observed observe(KubeObject definition) {
        List<KubeObject> all =
                store.list(Kinds.CUSTOM_RESOURCE_DEFINITION, "", Selector.EVERYTHING).items();
        return new DefinitionReconciler.Observed(
                definition,
                neighbours(definition, all),
                definition.isDeleting()
                        ? store.list(Definition.of(definition).storage(), "", Selector.EVERYTHING)
                                .items()
                        : List.of());
    }

    private static List<KubeObject> neighbours(KubeObject definition, List<KubeObject> all) {
        return all.stream()
                .filter(other -> other.spec().path("group").equals(definition.spec().path("group")))
                .filter(other -> !other.name().equals(definition.name()))
                .toList();
    }

    @Override
    public void close() {
        loop.close();
        definitions.close();
    }
}
