package dev.perk.run.standalone.whatif;

import dev.perk.api.RevisionKey;
import dev.perk.api.scaling.MetricSpec;
import dev.perk.api.stats.Stat;
import dev.perk.scaling.autoscaler.ReadyPods;
import dev.perk.scaling.metrics.PodSample;
import dev.perk.scaling.metrics.PodStats;
import dev.perk.scaling.metrics.Scrape;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.OptionalInt;
import java.util.SplittableRandom;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The replicas of one revision and the requests that wait for them, first come first served.
 *
 * <p>A replica takes as long to start and to stop as all others, and a request as long as it is
 * told to: that busy replicas are slower is not part of it.
 */
final class Fleet implements PodStats, ReadyPods {
    /** As the activator. */
    private static final int QUEUE_DEPTH = 10_000;

    private static final long SEED = 1;

    /**
     * @param counted to be run when it is over
     */
    private record Waiting(long since, long duration, Runnable counted) {}

    private final VirtualTime time;
    private final Setup setup;
    private final Tally tally;
    private final Runnable changed;
    private final Balance balance;
    private final List<Replica> replicas = new ArrayList<>();
    private final List<Replica> ready = new ArrayList<>();
    private final Deque<Waiting> waiting = new ArrayDeque<>();
    private int named;

    /**
     * @param changed is told when another number of replicas is ready
     */
    Fleet(VirtualTime time, Setup setup, Tally tally, Runnable changed) {
        this.time = time;
        this.setup = setup;
        this.tally = tally;
        this.changed = changed;
        this.balance = new Balance(setup.containerConcurrency(), new SplittableRandom(SEED));
    }

    // ---- replicas

    /** Starts or drains as many as it takes; those that serve least go first. */
    void scaleTo(int wanted) {
        while (replicas.size() < wanted) {
            tally.podStart(replicas.isEmpty());
            Replica replica = add();
            time.after(setup.podStart().toNanos(), () -> started(replica));
        }
        int readyBefore = ready.size();
        while (replicas.size() > wanted) {
            drain(leastServing());
        }
        if (ready.size() != readyBefore) {
            changed.run();
        }
    }

    /** So many are there from the beginning. */
    void begin(int present) {
        for (int i = 0; i < present; i++) {
            Replica replica = add();
            replica.becomeReady();
            ready.add(replica);
        }
    }

    private Replica add() {
        var replica = new Replica("pod-" + ++named, time);
        replicas.add(replica);
        tally.replicas(time.nanoTime(), 1);
        return replica;
    }

    private void started(Replica replica) {
        if (!replica.isLeaving()) {
            replica.becomeReady();
            ready.add(replica);
            changed.run();
            admitWaiting();
        }
    }

    private Replica leastServing() {
        for (Replica replica : replicas.reversed()) {
            if (!replica.isReady()) {
                return replica;
            }
        }
        return replicas.getLast();
    }

    private void drain(Replica replica) {
        replicas.remove(replica);
        ready.remove(replica);
        replica.drain();
        endIfGone(replica);
    }

    private void endIfGone(Replica replica) {
        if (replica.isGone()) {
            replica.close();
            time.after(setup.podStop().toNanos(), () -> tally.replicas(time.nanoTime(), -1));
        }
    }

    int replicas() {
        return replicas.size();
    }

    int ready() {
        return ready.size();
    }

    // ---- requests

    /** Whether a request went to a replica, at once and past the activator. */
    boolean direct(long duration) {
        Replica replica = waiting.isEmpty() ? balance.pick(ready) : null;
        if (replica == null) {
            return false;
        }
        tally.began(0);
        run(replica, duration, null);
        return true;
    }

    /**
     * Takes in a request that the activator has counted.
     *
     * @param counted to be run when it is over
     */
    void throughActivator(long duration, Runnable counted) {
        Replica replica = waiting.isEmpty() ? balance.pick(ready) : null;
        if (replica != null) {
            tally.began(0);
            run(replica, duration, counted);
        } else if (setup.containerConcurrency() != 0 && waiting.size() >= QUEUE_DEPTH) {
            counted.run();
            tally.refused(time.nanoTime());
        } else {
            waiting.add(new Waiting(time.nanoTime(), duration, counted));
        }
    }

    private void admitWaiting() {
        while (!waiting.isEmpty()) {
            Replica replica = balance.pick(ready);
            if (replica == null) {
                return;
            }
            Waiting first = waiting.remove();
            tally.began(time.nanoTime() - first.since());
            run(replica, first.duration(), first.counted());
        }
    }

    private void run(Replica replica, long duration, @Nullable Runnable counted) {
        replica.enter(time.nanoTime(), counted != null);
        time.after(duration, () -> ended(replica, counted));
    }

    private void ended(Replica replica, @Nullable Runnable counted) {
        replica.leave(time.nanoTime(), counted != null);
        if (counted != null) {
            counted.run();
        }
        tally.ended(time.nanoTime());
        if (replica.isLeaving()) {
            endIfGone(replica);
        } else if (!waiting.isEmpty()) {
            admitWaiting();
        }
    }

    /** How many requests are in replicas that stay, or wait for one. */
    int busy() {
        return waiting.size() + replicas.stream().mapToInt(Replica::inFlight).sum();
    }

    // ---- for the autoscaler

    @Override
    public OptionalInt count(RevisionKey revision) {
        return OptionalInt.of(ready.size());
    }

    @Override
    public void scrape(RevisionKey revision, MetricSpec spec, Consumer<Scrape> then) {
        if (ready.isEmpty()) {
            then.accept(new Scrape.NoPods());
            return;
        }
        List<Stat> answers = new ArrayList<>(ready.size());
        for (Replica replica : ready) {
            answers.add(replica.stat());
        }
        then.accept(new Scrape.Answered(PodSample.extrapolate(answers, answers.size())));
    }
}
