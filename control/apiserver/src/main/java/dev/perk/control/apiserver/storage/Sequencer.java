package dev.perk.control.apiserver.storage;

import dev.perk.kube.KubeObject;
import dev.perk.kube.store.ApiException;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Puts all writes into one order and commits them in groups: what comes in while one group is being
 * written makes the next.
 *
 * <p>Invariant: at most one thread drains the queue, and it alone decides, appends and shows. A
 * change is shown after its commit, and its writer hears of it after it is shown. {@code waiting},
 * {@code draining} and {@code closed} are guarded by the monitor, which is not held while a group
 * is worked on.
 */
final class Sequencer {
    /** A write and who waits for it. */
    private record Waiting(Write write, CompletableFuture<Optional<KubeObject>> answer) {}

    /** Records that are obsolete are dropped when there are this many, or when someone tidies. */
    private static final int FORGET_AT = 256;

    /** Little and often: writes wait while records are dropped. */
    private static final int FORGET_MOST = 512;

    /** Clients of Kubernetes try again by themselves when a refusal says when, ten times. */
    private static final int RETRY_SECONDS = 1;

    private static final Logger logger = LoggerFactory.getLogger(Sequencer.class);

    private final Index index;
    private final Log log;
    private final Limits limits;
    private final InstantSource clock;
    private final Executor commits;
    private final Consumer<List<Change>> shown;
    private final Queue<Waiting> waiting = new ArrayDeque<>();
    private @Nullable Thread draining;
    private boolean drainAsked;
    private boolean tidyAsked;
    private boolean closed;

    /** Of the draining thread: whether the last batch was refused. */
    private boolean failing;

    /**
     * @param commits where groups are worked on; one at a time, so one thread is enough
     * @param shown is told of every group that has become visible, in order
     */
    Sequencer(
            Index index,
            Log log,
            Limits limits,
            InstantSource clock,
            Executor commits,
            Consumer<List<Change>> shown) {
        this.index = index;
        this.log = log;
        this.limits = limits;
        this.clock = clock;
        this.commits = commits;
        this.shown = shown;
    }

    /** Empty if the write found itself stale; fails with the {@link ApiException} of a refusal. */
    CompletableFuture<Optional<KubeObject>> submit(Write write) {
        var mine = new Waiting(write, new CompletableFuture<>());
        boolean nested;
        synchronized (this) {
            if (closed) {
                mine.answer().completeExceptionally(closing());
                return mine.answer();
            }
            nested = Thread.currentThread().equals(draining);
            if (!nested) {
                waiting.add(mine);
                if (drainAsked) {
                    return mine.answer();
                }
                drainAsked = true;
            }
        }
        if (nested) {
            // A watcher that is told of a change on this very thread writes again. The group that
            // it hears of is already shown, so this is simply the next one.
            work(List.of(mine));
        } else {
            start(mine);
        }
        return mine.answer();
    }

    private void start(Waiting mine) {
        try {
            commits.execute(this::drain);
        } catch (RejectedExecutionException e) {
            // Closed meanwhile, and the thread is gone.
            mine.answer().completeExceptionally(closing());
        }
    }

    /** Drops history that has become too old. */
    void tidy() {
        synchronized (this) {
            tidyAsked = true;
            if (closed || drainAsked) {
                return;
            }
            drainAsked = true;
        }
        commits.execute(this::drain);
    }

    /** Refuses new writes; those that wait are still done. */
    synchronized void close() {
        closed = true;
    }

    private void drain() {
        synchronized (this) {
            draining = Thread.currentThread();
        }
        try {
            while (true) {
                List<Waiting> group = new ArrayList<>();
                boolean tidy;
                synchronized (this) {
                    while (!waiting.isEmpty() && group.size() < limits.batch()) {
                        group.add(waiting.remove());
                    }
                    tidy = tidyAsked;
                    tidyAsked = false;
                    if (group.isEmpty() && !tidy) {
                        draining = null;
                        drainAsked = false;
                        return;
                    }
                }
                work(group);
                tidyUp(tidy);
            }
        } catch (RuntimeException | Error e) {
            stop();
            throw e;
        }
    }

    private void work(List<Waiting> group) {
        if (group.isEmpty()) {
            return;
        }
        try {
            commit(group);
        } catch (RuntimeException | Error e) {
            group.forEach(next -> next.answer().completeExceptionally(e));
            throw e;
        }
    }

    private void commit(List<Waiting> group) {
        var batch = new Batch(index, limits, clock.instant().truncatedTo(ChronoUnit.MILLIS));
        List<Runnable> answers = new ArrayList<>();
        for (Waiting next : group) {
            answers.add(answer(next, batch));
        }
        if (!batch.changes().isEmpty()) {
            try {
                log.append(batch.records(), batch.durability());
            } catch (LogFailure e) {
                ApiException refusal = refusal(e);
                refusal.initCause(e);
                group.forEach(next -> next.answer().completeExceptionally(refusal));
                return;
            }
            worked();
            index.show(batch.changes());
            // Before the answers: controllers react to events, and a bookmark that a writer asks
            // for covers what it has written.
            shown.accept(batch.changes());
        }
        answers.forEach(Runnable::run);
    }

    /** What lasts was known at the start, and no word of it is needed here. */
    private ApiException refusal(LogFailure why) {
        if (!why.isPassing()) {
            return ApiException.unavailable(why.getMessage());
        }
        failed(why);
        return ApiException.unavailable(why.getMessage(), RETRY_SECONDS);
    }

    /** Said once, however many writes are refused. */
    private void failed(LogFailure why) {
        if (!failing) {
            failing = true;
            logger.error("objects cannot be written: {}", why.getMessage());
        }
    }

    private void worked() {
        if (failing) {
            failing = false;
            logger.warn("objects can be written again");
        }
    }

    /** A bug: nobody knows what is true any more, so nothing is written until the next start. */
    private void stop() {
        List<Waiting> refused;
        synchronized (this) {
            closed = true;
            draining = null;
            refused = new ArrayList<>(waiting);
            waiting.clear();
        }
        refused.forEach(next -> next.answer().completeExceptionally(closing()));
    }

    private void tidyUp(boolean asked) {
        if (asked) {
            index.trim(clock.instant().minus(limits.history()));
        }
        if (asked || index.obsoleteRecords() >= FORGET_AT) {
            boolean dropped = forget();
            synchronized (this) {
                tidyAsked |= asked && dropped && index.obsoleteRecords() > 0;
            }
        }
    }

    /** What to tell the writer once the group is committed. */
    private static Runnable answer(Waiting next, Batch batch) {
        try {
            Optional<KubeObject> result = batch.add(next.write().decide(batch));
            return () -> next.answer().complete(result);
        } catch (RuntimeException e) {
            return () -> next.answer().completeExceptionally(e);
        }
    }

    /** Whether the log works. */
    private boolean forget() {
        Forgotten forgotten = index.takeForgotten(FORGET_MOST);
        if (forgotten.isEmpty()) {
            return true;
        }
        try {
            log.forget(forgotten);
            worked();
            return true;
        } catch (LogFailure e) {
            // They cost space and nothing else.
            index.giveBack(forgotten);
            failed(e);
            return false;
        }
    }

    private static ApiException closing() {
        return ApiException.unavailable("the store is closing; try again when Perk is up");
    }
}
