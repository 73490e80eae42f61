package dev.perk.control.node.agent.io;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.Executor;

/** Runs tasks one after the other, in order, on threads of an executor; they may block. */
final class SerialTasks implements Executor {
    private final Executor executor;
    private final Deque<Runnable> waiting = new ArrayDeque<>();
    private boolean running;

    SerialTasks(Executor executor) {
        this.executor = executor;
    }

    @Override
    public void execute(Runnable task) {
        synchronized (this) {
            waiting.addLast(task);
            if (running) {
                return;
            }
            running = true;
        }
        executor.execute(this::drain);
    }

    private void drain() {
        while (true) {
            Runnable next;
            synchronized (this) {
                next = waiting.pollFirst();
                if (next == null) {
                    running = false;
                    return;
                }
            }
            try {
                next.run();
            } catch (RuntimeException | Error e) {
                handOver();
                throw e;
            }
        }
    }

    /** A task that fails takes its thread along, but not the tasks behind it. */
    private synchronized void handOver() {
        if (waiting.isEmpty()) {
            running = false;
        } else {
            executor.execute(this::drain);
        }
    }
}
