package dev.perk.control.controllers.watch;

import dev.perk.api.ResourceType;
import dev.perk.api.time.Scheduler;
import dev.perk.api.why.Journal;
import dev.perk.kube.config.LiveConfig;
import dev.perk.kube.control.ControlLoop;
import dev.perk.kube.control.EventRecorder;
import dev.perk.kube.control.Observer;
import dev.perk.kube.control.Reconciler;
import dev.perk.kube.store.ObjectCache;
import dev.perk.kube.store.ObjectCaches;
import dev.perk.kube.store.Store;
import java.util.Optional;

/**
 * What every controller is built from.
 *
 * @param caches must not be started before all controllers are built
 * @param journal where the reasons of decisions are kept
 * @param parallelism how many keys of one kind are worked on at a time, 1 or more; upstream uses 2
 * @param leads whether this process is the one that acts for a key; {@code _ -> true} where there
 *     is only one
 */
public record ControllerParts(
        Store store,
        ObjectCaches caches,
        LiveConfig config,
        EventRecorder events,
        Journal journal,
        Scheduler scheduler,
        int parallelism,
        Leadership leads) {

    public ObjectCache cache(ResourceType type) {
        return caches.of(type);
    }

    /** A controller of {@code type} that nothing but its own objects wakes yet. */
    public <O> Controller controller(
            String name, ResourceType type, Observer<O> observer, Reconciler<O> reconciler) {
        Leadership leadership = leads.of(name);
        var loop =
                new ControlLoop<>(
                        name,
                        type,
                        observer,
                        reconciler,
                        store,
                        events,
                        Optional.of(journal),
                        scheduler,
                        leadership::leads,
                        parallelism);
        return new Controller(this, type, loop, leadership);
    }
}
