package dev.perk.control.node.agent.io;

import dev.perk.api.time.Scheduler;
import dev.perk.api.time.Timer;
import dev.perk.control.node.agent.Probe;
import dev.perk.control.node.agent.ProbeDial;
import dev.perk.control.node.runtime.Container;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.function.IntFunction;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Asks one container again and again whether it is well, and tells when the answer has changed.
 *
 * <p>An aggressive probe asks every {@value #EAGER_MILLIS} ms in the first seconds, because a
 * request may be waiting for this very answer, and then every 50 ms as Knative's queue-proxy does
 * ({@code knative/serving pkg/queue/readiness/probe.go}). Once it has succeeded, it asks as seldom
 * as a kubelet.
 */
final class Prober {
    private static final int EAGER_MILLIS = 1;
    private static final Duration EAGER = Duration.ofMillis(EAGER_MILLIS);
    private static final Duration EAGER_FOR = Duration.ofSeconds(5);
    private static final Duration PATIENT = Duration.ofMillis(50);

    /** Hears when a container has become well or unwell. {@code why} is empty for the former. */
    interface Listener {
        void onChange(boolean healthy, String why);
    }

    private final Probe probe;
    private final ProbeDial dial;
    private final IntFunction<InetSocketAddress> endpoint;
    private final Supplier<@Nullable Container> container;
    private final Scheduler scheduler;
    private final Listener listener;
    private final long begin;
    private @Nullable Timer next;
    private boolean stopped;
    private boolean known;
    private boolean healthy;
    private int successes;
    private int failures;

    /**
     * @param endpoint where this machine reaches a port of the pod
     * @param container what to run commands in, null while there is none
     */
    Prober(
            Probe probe,
            ProbeDial dial,
            IntFunction<InetSocketAddress> endpoint,
            Supplier<@Nullable Container> container,
            Scheduler scheduler,
            Listener listener) {
        this.probe = probe;
        this.dial = dial;
        this.endpoint = endpoint;
        this.container = container;
        this.scheduler = scheduler;
        this.listener = listener;
        this.begin = scheduler.nanoTime();
    }

    Prober start() {
        again(probe.aggressive() ? Duration.ZERO : probe.initialDelay());
        return this;
    }

    synchronized void stop() {
        stopped = true;
        if (next != null) {
            next.cancel();
        }
    }

    private synchronized void again(Duration delay) {
        if (!stopped) {
            next = scheduler.after(delay, this::ask);
        }
    }

    private void ask() {
        String problem;
        try {
            problem = problem();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return;
        }
        if (note(problem)) {
            listener.onChange(problem.isEmpty(), problem);
        }
        again(pause());
    }

    /** Whether this answer changes what is known. */
    private synchronized boolean note(String problem) {
        if (stopped) {
            return false;
        }
        boolean success = problem.isEmpty();
        successes = success ? successes + 1 : 0;
        failures = success ? 0 : failures + 1;
        boolean enough =
                success
                        ? successes >= probe.successThreshold()
                        : failures >= probe.failureThreshold();
        // While it comes up, a container has nothing to lose by a failure.
        boolean changes = enough && (known ? success != healthy : success || !probe.aggressive());
        if (changes) {
            known = true;
            healthy = success;
        }
        return changes;
    }

    private synchronized Duration pause() {
        if (!probe.aggressive() || (known && healthy)) {
            return probe.period();
        }
        return scheduler.nanoTime() - begin < EAGER_FOR.toNanos() ? EAGER : PATIENT;
    }

    /** Empty if the container is well. */
    private String problem() throws InterruptedException {
        return switch (probe.check()) {
            case Probe.Check.Tcp(int port) -> dial.connect(endpoint.apply(port), probe.timeout());
            case Probe.Check.Http http ->
                    dial.get(endpoint.apply(http.port()), http, probe.timeout());
            case Probe.Check.Exec exec -> exec(exec);
            case Probe.Check.Unsupported(String what) -> what;
        };
    }

    private String exec(Probe.Check.Exec exec) {
        Container running = container.get();
        if (running == null) {
            return "container is not running";
        }
        return switch (running.exec(exec.command(), probe.timeout())) {
            case Container.ExecResult.Exited(int code, String output) ->
                    code == 0 ? "" : output.strip();
            case Container.ExecResult.TimedOut _ -> "command timed out";
            case Container.ExecResult.Failed(String message) -> message;
        };
    }
}
