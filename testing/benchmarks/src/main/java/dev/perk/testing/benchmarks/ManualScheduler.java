package dev.perk.testing.benchmarks;

import dev.perk.api.time.Scheduler;
import dev.perk.api.time.Timer;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/** Time that stands still, and tasks that a benchmark runs itself, as often as it likes. */
final class ManualScheduler implements Scheduler {

    /** A task that was asked for. */
    record Asked(Duration period, Runnable task) {}

    private final List<Asked> asked = new ArrayList<>();
    private final Instant now;

    ManualScheduler(Instant now) {
        this.now = now;
    }

    /** The task that was asked to be repeated with this period. */
    Runnable every(Duration period) {
        return asked.stream()
                .filter(task -> task.period().equals(period))
                .findFirst()
                .orElseThrow()
                .task();
    }

    @Override
    public Instant instant() {
        return now;
    }

    @Override
    public long nanoTime() {
        return 0;
    }

    @Override
    public void execute(Runnable task) {
        task.run();
    }

    @Override
    public Timer after(Duration delay, Runnable task) {
        return () -> {};
    }

    @Override
    public Timer every(Duration period, Runnable task) {
        asked.add(new Asked(period, task));
        return () -> {};
    }
}
