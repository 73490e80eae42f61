package dev.perk.control.apiserver.storage;

import dev.perk.api.ResourceKey;
import dev.perk.api.ResourceType;
import dev.perk.api.time.Scheduler;
import dev.perk.api.time.Timer;
import dev.perk.kube.KubeObject;
import dev.perk.kube.store.ApiException;
import dev.perk.kube.store.Listing;
import dev.perk.kube.store.WatchEvent;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.Executor;

/**
 * Objects by key, with one growing revision for all of them, consistent lists, and watches without
 * gaps.
 *
 * <p>Reads never wait for a write. A write returns when its commit is durable; whoever reads later
 * sees it. Given executors that run their tasks at once, everything happens on the caller's thread.
 */
public final class Storage implements AutoCloseable {
    private static final Duration TIDY_PERIOD = Duration.ofSeconds(10);

    private final Index index;
    private final Log log;
    private final Sequencer sequencer;
    private final Dispatcher dispatcher;
    private final Executor commits;
    private final Scheduler scheduler;
    private final boolean isAlone;
    private final Timer tidying;

    private Storage(
            Log log,
            List<ResourceType> types,
            Limits limits,
            Scheduler scheduler,
            Executor commits,
            Executor events,
            boolean isAlone) {
        this.log = log;
        this.isAlone = isAlone;
        this.commits = commits;
        this.scheduler = scheduler;
        this.index = Replay.of(log, types, limits);
        this.dispatcher = new Dispatcher(index.revision(), events);
        this.sequencer = new Sequencer(index, log, limits, scheduler, commits, dispatcher::publish);
        this.tidying = scheduler.every(TIDY_PERIOD, sequencer::tidy);
    }

    /**
     * Replays {@code log} and is ready. The log is closed with the storage.
     *
     * @param types kinds that are read at once; others are when somebody first asks for them
     * @param commits where writes are decided and committed, in the order of the tasks
     * @param events where watchers are told, one change at a time
     */
    public static Storage open(
            Log log,
            List<ResourceType> types,
            Limits limits,
            Scheduler scheduler,
            Executor commits,
            Executor events) {
        return new Storage(log, types, limits, scheduler, commits, events, false);
    }

    /** In memory and on the caller's thread: for the simulation and for tests. */
    public static Storage inMemory(List<ResourceType> types, Scheduler scheduler) {
        return new Storage(
                new MemoryLog(),
                types,
                Limits.DEFAULT,
                scheduler,
                Runnable::run,
                Runnable::run,
                true);
    }

    public Optional<KubeObject> get(ResourceKey key) {
        return index.get(key);
    }

    /** Kinds, by qualified plural, with objects from before a restart that nobody asked for yet. */
    public Set<String> unclaimed() {
        return index.unclaimed();
    }

    /** The revision of the last change that can be seen. */
    public long revision() {
        return index.revision();
    }

    /**
     * Waits until {@code revision} can be seen, unless everything happens on the caller's thread.
     *
     * @param patience how long to wait at most
     * @return whether it can be seen
     */
    public boolean awaitRevision(long revision, Duration patience) {
        if (revision <= index.revision() || isAlone) {
            return revision <= index.revision();
        }
        CompletableFuture<Void> seen = index.whenAt(revision);
        Timer limit = scheduler.after(patience, () -> seen.complete(null));
        seen.join();
        limit.cancel();
        return revision <= index.revision();
    }

    /**
     * All objects of a kind as of now, ordered by namespace and name.
     *
     * @param namespace the namespace to look in, empty for all
     */
    public Listing list(ResourceType type, String namespace) {
        return index.list(type, namespace);
    }

    /** At most one object, and the revision at which it was or was not there. */
    public Listing listOne(ResourceKey key) {
        return index.listOne(key);
    }

    /** The same as of an earlier revision; empty if that is longer ago than history reaches. */
    public Optional<Listing> listAt(ResourceType type, String namespace, long revision) {
        return index.listAt(type, namespace, revision);
    }

    /**
     * Tells {@code watcher} of every change after {@code revision}: what it missed before this
     * returns, the rest as it happens.
     *
     * @throws ApiException 410 Expired, if changes that old are no longer known
     */
    public Watching watch(ResourceType type, long revision, Watcher watcher) {
        var viewer = new Viewer(watcher);
        // Listening starts before looking back, so nothing falls between; what comes twice is
        // dropped by its revision.
        dispatcher.add(type, viewer);
        Optional<List<WatchEvent>> missed = index.eventsAfter(type, revision);
        if (missed.isEmpty()) {
            dispatcher.remove(type, viewer);
            throw ApiException.expired(revision, index.floor(type));
        }
        List<WatchEvent> events = missed.get();
        long until = events.isEmpty() ? revision : events.getLast().revision();
        viewer.catchUp(events, until, false);
        return new Running(type, viewer);
    }

    /** Whether a watcher hears where the objects that exist end and the changes begin. */
    public enum Mark {
        NONE,
        BOOKMARK
    }

    /**
     * As {@link #watch}, from now on, after all objects that exist were told as added, in order.
     */
    public Watching watchFromNow(ResourceType type, Watcher watcher, Mark mark) {
        var viewer = new Viewer(watcher);
        dispatcher.add(type, viewer);
        Listing now = index.list(type, "");
        List<WatchEvent.Added> added = now.items().stream().map(WatchEvent.Added::new).toList();
        viewer.catchUp(added, now.revision(), mark == Mark.BOOKMARK);
        return new Running(type, viewer);
    }

    /**
     * Decides and commits a write.
     *
     * @return the object as it is now, or its last state if it is gone; empty if the write found
     *     itself stale
     * @throws ApiException if the write refuses; 503 ServiceUnavailable if it cannot be made
     *     durable
     */
    public Optional<KubeObject> write(Write write) {
        try {
            return submit(write).join();
        } catch (CompletionException e) {
            throw e.getCause() instanceof RuntimeException cause ? cause : e;
        }
    }

    /** The same without waiting. */
    public CompletableFuture<Optional<KubeObject>> submit(Write write) {
        return sequencer.submit(write);
    }

    /** Refuses further writes, and closes the log once those that wait are done. */
    @Override
    public void close() {
        tidying.cancel();
        sequencer.close();
        commits.execute(log::close);
    }

    private final class Running implements Watching {
        private final ResourceType type;
        private final Viewer viewer;

        Running(ResourceType type, Viewer viewer) {
            this.type = type;
            this.viewer = viewer;
        }

        @Override
        public void askBookmark() {
            dispatcher.bookmark(viewer);
        }

        @Override
        public void close() {
            viewer.close();
            dispatcher.remove(type, viewer);
        }
    }
}
