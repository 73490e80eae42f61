package dev.perk.control.apiserver.rest;

import dev.perk.api.time.Scheduler;
import dev.perk.api.time.Timer;
import dev.perk.control.apiserver.storage.Watcher;
import dev.perk.control.apiserver.storage.Watching;
import dev.perk.kube.store.ApiException;
import dev.perk.kube.store.WatchEvent;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * One watch, from its first event to its end.
 *
 * <p>What exists already is sent at the pace of the client, on the thread that called {@link #run}.
 * What happens later comes on the store's thread, which waits for nobody: the sink cuts off who is
 * too slow. Invariant: {@code watching} and {@code timers} are guarded by the monitor; after {@link
 * #stop} neither is held any more.
 */
final class RunningWatch implements Watcher {
    private static final Duration BOOKMARK_PERIOD = Duration.ofSeconds(60);
    private static final Duration LAST_BOOKMARK = Duration.ofSeconds(2);

    private final ApiAnswer.Sink sink;
    private final EventFrames frames;
    private final boolean bookmarks;
    private final Scheduler scheduler;
    private final List<Timer> timers = new ArrayList<>();
    private @Nullable Watching watching;
    private @Nullable Thread beginner;
    private boolean stopped;

    RunningWatch(ApiAnswer.Sink sink, EventFrames frames, boolean bookmarks, Scheduler scheduler) {
        this.sink = sink;
        this.frames = frames;
        this.bookmarks = bookmarks;
        this.scheduler = scheduler;
    }

    /**
     * Begins.
     *
     * @param begin calls the registry
     * @param timeout after which the stream ends
     */
    void run(Function<Watcher, Watching> begin, Duration timeout) {
        beginner = Thread.currentThread();
        Watching begun;
        try {
            begun = begin.apply(this);
        } catch (ApiException e) {
            onLost(e);
            return;
        } finally {
            beginner = null;
        }
        if (!keep(begun, timeout)) {
            begun.close();
        }
    }

    private synchronized boolean keep(Watching begun, Duration timeout) {
        if (stopped) {
            return false;
        }
        watching = begun;
        timers.add(scheduler.after(timeout, sink::end));
        if (bookmarks) {
            timers.add(scheduler.every(BOOKMARK_PERIOD, begun::askBookmark));
            if (timeout.compareTo(LAST_BOOKMARK) > 0) {
                timers.add(scheduler.after(timeout.minus(LAST_BOOKMARK), begun::askBookmark));
            }
        }
        return true;
    }

    /** The stream has ended, whoever ended it. */
    void stop() {
        Watching running;
        synchronized (this) {
            stopped = true;
            running = watching;
            watching = null;
            timers.forEach(Timer::cancel);
            timers.clear();
        }
        if (running != null) {
            running.close();
        }
    }

    @Override
    public void onEvent(WatchEvent event) {
        send(frames.of(event));
    }

    @Override
    public void onBookmark(long revision, boolean initial) {
        if (bookmarks) {
            send(frames.bookmark(revision, initial));
        }
    }

    private void send(byte[] frame) {
        // Only the thread that begins may wait: its field is its own.
        if (Thread.currentThread().equals(beginner) && !sink.awaitRoom()) {
            return;
        }
        sink.write(frame);
    }

    @Override
    public void onLost(ApiException cause) {
        sink.write(Watches.error(cause));
        sink.end();
    }
}
