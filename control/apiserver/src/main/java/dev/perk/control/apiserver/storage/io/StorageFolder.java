package dev.perk.control.apiserver.storage.io;

import dev.perk.api.ResourceType;
import dev.perk.api.time.Scheduler;
import dev.perk.control.apiserver.storage.Limits;
import dev.perk.control.apiserver.storage.Log;
import dev.perk.control.apiserver.storage.LogFailure;
import dev.perk.control.apiserver.storage.Storage;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;

/** A durable store in a folder, open until it is closed. */
public final class StorageFolder implements AutoCloseable {
    private static final long CLOSE_SECONDS = 10;

    private final FolderLock lock;
    private final ExecutorService commits;
    private final ExecutorService events;
    private final Storage storage;

    private StorageFolder(
            FolderLock lock, ExecutorService commits, ExecutorService events, Storage storage) {
        this.lock = lock;
        this.commits = commits;
        this.events = events;
        this.storage = storage;
    }

    /**
     * Opens the store in {@code folder}, or begins one.
     *
     * @param types the kinds that may be stored
     * @throws StoreUnavailable if that is not possible; its message says why and what to do
     */
    public static StorageFolder open(
            Path folder, List<ResourceType> types, Limits limits, Scheduler scheduler) {
        var ballast = new Ballast(folder);
        Path file = Database.file(folder);
        long size = Database.size(file);
        // SQLite would take either for a database that was never begun, and begin it.
        if (ballast.isLoaded() && size == 0) {
            throw new StoreUnavailable.Corrupt(file, "it is empty", null);
        }
        if (size > 0 && size < Database.SMALLEST_PAGE) {
            throw new StoreUnavailable.Corrupt(
                    file, "only " + size + " bytes are left of it", null);
        }
        StorageFolder opened;
        try {
            opened = openOnce(folder, types, limits, scheduler);
        } catch (StoreUnavailable.NotWritable e) {
            if (!ballast.drop()) {
                throw e;
            }
            opened = openOnce(folder, types, limits, scheduler);
        }
        if (Database.isFull(folder)) {
            ballast.drop();
        } else {
            ballast.load();
        }
        return opened;
    }

    private static StorageFolder openOnce(
            Path folder, List<ResourceType> types, Limits limits, Scheduler scheduler) {
        return open(folder, FolderLock.take(folder), SqliteLog::open, types, limits, scheduler);
    }

    /**
     * Opens a store that cannot be written, as it is: each write is refused.
     *
     * @param why it cannot be written
     * @throws StoreUnavailable if it cannot be read either, or there is none
     */
    public static StorageFolder openReadOnly(
            StoreUnavailable.NotWritable why,
            List<ResourceType> types,
            Limits limits,
            Scheduler scheduler) {
        Path folder = why.folder();
        return open(
                folder,
                FolderLock.share(folder),
                at -> ReadOnlyLog.open(at, why.why()),
                types,
                limits,
                scheduler);
    }

    private static StorageFolder open(
            Path folder,
            FolderLock lock,
            Function<Path, Log> opening,
            List<ResourceType> types,
            Limits limits,
            Scheduler scheduler) {
        try {
            NativeLibrary.provide(folder);
            Log log = opening.apply(folder);
            ExecutorService commits = thread("store-commits");
            ExecutorService events = thread("store-events");
            try {
                Storage storage = Storage.open(log, types, limits, scheduler, commits, events);
                return new StorageFolder(lock, commits, events, storage);
            } catch (LogFailure e) {
                log.close();
                throw new StoreUnavailable.Corrupt(Database.file(folder), e.getMessage(), e);
            } catch (StoreUnavailable e) {
                log.close();
                throw e;
            }
        } catch (RuntimeException e) {
            lock.close();
            throw e;
        }
    }

    public Storage storage() {
        return storage;
    }

    /** A thread of its own, as SQLite would pin a virtual one. */
    private static ExecutorService thread(String name) {
        return Executors.newSingleThreadExecutor(Thread.ofPlatform().daemon().name(name).factory());
    }

    /** Finishes the writes that wait, and lets go of the folder. */
    @Override
    public void close() {
        storage.close();
        shutDown(commits);
        shutDown(events);
        lock.close();
    }

    private static void shutDown(ExecutorService executor) {
        executor.shutdown();
        try {
            if (!executor.awaitTermination(CLOSE_SECONDS, TimeUnit.SECONDS)) {
                executor.shutdownNow();
            }
        } catch (InterruptedException e) {
            executor.shutdownNow();
            Thread.currentThread().interrupt();
        }
    }
}
