package dev.perk.testing.simulation;

import dev.perk.api.time.Scheduler;
import dev.perk.api.time.Timer;
import dev.perk.testing.testkit.FakeClock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.random.RandomGenerator;

/**
 * Runs the tasks that are due at one moment in an order that a seed draws, as threads would: the
 * real scheduler promises no order either, neither between tasks nor between timers.
 */
final class AnyOrder implements Scheduler {
    private final FakeClock clock;
    private final RandomGenerator random;
    private final List<Runnable> ready = new ArrayList<>();

    AnyOrder(FakeClock clock, RandomGenerator random) {
        this.clock = clock;
        this.random = random;
    }

    @Override
    public Instant instant() {
        return clock.instant();
    }

    @Override
    public long nanoTime() {
        return clock.nanoTime();
    }

    @Override
    public void execute(Runnable task) {
        ready.add(task);
        clock.execute(this::runOne);
    }

    private void runOne() {
        int drawn = random.nextInt(ready.size());
        Runnable task = ready.get(drawn);
        ready.set(drawn, ready.getLast());
        ready.removeLast();
        task.run();
    }

    @Override
    public Timer after(Duration delay, Runnable task) {
        return clock.after(delay, () -> execute(task));
    }
}
