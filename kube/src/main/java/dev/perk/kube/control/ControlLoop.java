package dev.perk.kube.control;

import com.fasterxml.jackson.databind.JsonNode;
import dev.perk.api.NamespacedName;
import dev.perk.api.ResourceKey;
import dev.perk.api.ResourceType;
import dev.perk.api.time.Scheduler;
import dev.perk.api.why.Journal;
import dev.perk.api.why.Reason;
import dev.perk.kube.Json;
import dev.perk.kube.KubeObject;
import dev.perk.kube.store.ApiException;
import dev.perk.kube.store.Store;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Predicate;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The loop that every controller runs in: take a key, observe, reconcile, apply, and come back if
 * it did not work out.
 *
 * <p>At most one attempt per key runs at a time, and at most {@code parallelism} in all. What
 * differs between the homes (the store, who leads which key, where tasks run) is an argument.
 *
 * @param <O> what the reconciler needs to see
 */
public final class ControlLoop<O> implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(ControlLoop.class);
    private static final int STATUS_ATTEMPTS = 5;

    private final String name;
    private final ResourceType type;
    private final Observer<O> observer;
    private final Reconciler<O> reconciler;
    private final Store store;
    private final EventRecorder events;
    private final Optional<Journal> journal;
    private final Scheduler scheduler;
    private final Predicate<NamespacedName> leads;
    private final int parallelism;
    private final WorkQueue queue;
    private final AtomicInteger running = new AtomicInteger();

    /** A loop whose plans give no reasons. */
    public ControlLoop(
            String name,
            ResourceType type,
            Observer<O> observer,
            Reconciler<O> reconciler,
            Store store,
            EventRecorder events,
            Scheduler scheduler,
            Predicate<NamespacedName> leads,
            int parallelism) {
        this(
                name,
                type,
                observer,
                reconciler,
                store,
                events,
                Optional.empty(),
                scheduler,
                leads,
                parallelism);
    }

    /**
     * @param name the controller's name in logs and as the source of events, such as {@code
     *     revision-controller}
     * @param type the kind whose keys the loop works on
     * @param journal keeps the reasons that plans give, under the key as {@code namespace/name}
     * @param leads whether this process is the one that acts for a key
     * @param parallelism how many keys may be worked on at a time, 1 or more
     */
    public ControlLoop(
            String name,
            ResourceType type,
            Observer<O> observer,
            Reconciler<O> reconciler,
            Store store,
            EventRecorder events,
            Optional<Journal> journal,
            Scheduler scheduler,
            Predicate<NamespacedName> leads,
            int parallelism) {
        this.name = name;
        this.type = type;
        this.observer = observer;
        this.reconciler = reconciler;
        this.store = store;
        this.events = events;
        this.journal = journal;
        this.scheduler = scheduler;
        this.leads = leads;
        this.parallelism = parallelism;
        this.queue = new WorkQueue(scheduler, this::startWorker);
    }

    public String name() {
        return name;
    }

    /** Something happened to this key: look at it soon. */
    public void enqueue(NamespacedName key) {
        queue.add(key, WorkQueue.Lane.FAST);
    }

    /** Look at this key when there is nothing more urgent. */
    public void enqueueSlowly(NamespacedName key) {
        queue.add(key, WorkQueue.Lane.SLOW);
    }

    public void enqueueAfter(NamespacedName key, Duration delay) {
        queue.addAfter(key, delay);
    }

    private void startWorker() {
        int now = running.get();
        while (now < parallelism) {
            if (running.compareAndSet(now, now + 1)) {
                scheduler.execute(this::work);
                return;
            }
            now = running.get();
        }
    }

    private void work() {
        try {
            for (Optional<NamespacedName> key = queue.take(); key.isPresent(); key = queue.take()) {
                process(key.get());
            }
        } finally {
            running.decrementAndGet();
        }
        // A key added after the last take saw this worker as running and started none.
        if (queue.depth() > 0) {
            startWorker();
        }
    }

    private void process(NamespacedName key) {
        try {
            Requeue requeue = leads.test(key) ? attempt(key) : new Requeue.Never();
            if (!(requeue instanceof Requeue.Retry)) {
                queue.forgetFailures(key);
            }
            switch (requeue) {
                case Requeue.Never _ -> {}
                case Requeue.After(Duration delay) -> queue.addAfter(key, delay);
                case Requeue.Retry _ -> queue.addAfterFailure(key);
            }
        } catch (RuntimeException e) {
            log.atError()
                    .addKeyValue("controller", name)
                    .addKeyValue("knative.dev/key", key)
                    .setCause(e)
                    .log("reconcile failed");
            queue.addAfterFailure(key);
        } finally {
            queue.done(key);
        }
    }

    private Requeue attempt(NamespacedName key) {
        Optional<O> observed = observer.observe(key);
        if (observed.isEmpty()) {
            return new Requeue.Never();
        }
        return apply(
                new ResourceKey(type, key),
                reconciler.reconcile(observed.get(), scheduler.instant()));
    }

    private Requeue apply(ResourceKey key, Plan plan) {
        Optional<Refusal> refusal = applyChanges(plan);
        if (refusal.isPresent() && plan.ifRefused().isPresent() && !isRace(refusal.get())) {
            return apply(key, plan.ifRefused().get().apply(refusal.get()));
        }
        Optional<ApiException> unwritten =
                plan.status().flatMap(status -> writeStatus(key, status));
        if (refusal.isPresent()) {
            return reportRefusal(key, refusal.get());
        }
        if (unwritten.isPresent()) {
            return reportUnwritten(key, unwritten.get());
        }
        plan.events().forEach(event -> events.record(key, name, event));
        plan.reasons().forEach(reason -> note(key, reason));
        if (plan.requeue() instanceof Requeue.Retry(String why)) {
            events.record(key, name, EventNote.warning("InternalError", why));
        }
        return plan.requeue();
    }

    private void note(ResourceKey key, Reason reason) {
        Instant now = scheduler.instant();
        journal.ifPresent(entries -> entries.record(key.name().toString(), now, name, reason));
    }

    private Optional<Refusal> applyChanges(Plan plan) {
        for (Change change : plan.changes()) {
            try {
                change.apply(store);
            } catch (ApiException e) {
                return Optional.of(new Refusal(change, e));
            }
        }
        return Optional.empty();
    }

    private Requeue reportRefusal(ResourceKey key, Refusal refusal) {
        if (!isRace(refusal)) {
            log.atWarn()
                    .addKeyValue("controller", name)
                    .addKeyValue("knative.dev/key", key.name())
                    .addKeyValue("reason", refusal.cause().reason())
                    .log(refusal.message());
            events.record(key, name, EventNote.warning("InternalError", refusal.message()));
        }
        return new Requeue.Retry(refusal.message());
    }

    /** The world moved while we were thinking: not a failure, the next look will see it. */
    private static boolean isRace(Refusal refusal) {
        ApiException cause = refusal.cause();
        return cause.isConflict() || cause.isAlreadyExists() || cause.isNotFound();
    }

    /** Knative's words: {@code knative/pkg injection/reconciler}. */
    private Requeue reportUnwritten(ResourceKey key, ApiException refusal) {
        String why =
                "Failed to update status for \""
                        + key.name().name()
                        + "\": "
                        + refusal.getMessage();
        events.record(key, name, EventNote.warning("UpdateFailed", why));
        return new Requeue.Retry(why);
    }

    /** Writes the status over whatever is there now; empty if it worked or the object is gone. */
    private Optional<ApiException> writeStatus(ResourceKey key, JsonNode status) {
        for (int attempt = 1; ; attempt++) {
            Optional<KubeObject> live = store.get(key);
            if (live.isEmpty() || Json.same(live.get().status(), status)) {
                return Optional.empty();
            }
            try {
                store.updateStatus(live.get().withStatus(status));
                return Optional.empty();
            } catch (ApiException e) {
                if (e.isNotFound()) {
                    return Optional.empty();
                }
                if (!e.isConflict() || attempt == STATUS_ATTEMPTS) {
                    return Optional.of(e);
                }
            }
        }
    }

    @Override
    public void close() {
        queue.close();
    }
}
