package dev.perk.testing.simulation;

import dev.perk.api.time.Scheduler;
import dev.perk.api.why.Reason;
import dev.perk.control.node.runtime.Container;
import dev.perk.control.node.runtime.ContainerCommand;
import dev.perk.control.node.runtime.ContainerListener;
import dev.perk.control.node.runtime.ContainerSpec;
import dev.perk.testing.testkit.FakeExchange;
import java.io.OutputStream;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.random.RandomGenerator;

/**
 * An application that answers after a while and, when told to end, ends at once whatever it is
 * doing: nothing but Perk takes care of its requests.
 */
public final class SimulatedContainer implements Container {
    private static final int KILLED = 137;
    private static final int TERMINATED = 143;

    private final String id;
    private final String pod;
    private final int limit;
    private final Behaviour behaviour;
    private final ContainerListener listener;
    private final Scheduler clock;
    private final RandomGenerator random;
    private final Set<FakeExchange> serving = new LinkedHashSet<>();
    private final Instant started;
    private boolean listening;
    private boolean ended;
    private int mostAtOnce;
    private long served;
    private int cutOff;

    /**
     * @param limit how many requests it must never have at a time, 0 for any number
     */
    SimulatedContainer(
            String id,
            String pod,
            int limit,
            ContainerSpec spec,
            ContainerListener listener,
            Scheduler clock,
            RandomGenerator random) {
        this.id = id;
        this.pod = pod;
        this.limit = limit;
        this.behaviour = Behaviour.of(spec.env());
        this.listener = listener;
        this.clock = clock;
        this.random = random;
        this.started = clock.instant();
    }

    void start() {
        Duration delay = behaviour.start().draw(random);
        if (delay.isZero()) {
            listening = true;
        } else {
            clock.after(delay, () -> listening = !ended);
        }
    }

    boolean isListening() {
        return listening && !ended;
    }

    /** Takes a request, and answers it after a while. */
    void take(FakeExchange exchange) {
        if (!isListening()) {
            exchange.containerIsUnreachable(Reason.of("NotListening", pod + " accepts no request"));
            return;
        }
        serving.add(exchange);
        mostAtOnce = Math.max(mostAtOnce, serving.size());
        if (limit > 0 && serving.size() > limit) {
            throw new AssertionError(
                    pod
                            + " has "
                            + serving.size()
                            + " requests at a time (expected: "
                            + limit
                            + ")");
        }
        exchange.atEnd(() -> serving.remove(exchange));
        clock.after(behaviour.answer().draw(random), () -> answer(exchange));
    }

    private void answer(FakeExchange exchange) {
        if (!ended && serving.contains(exchange)) {
            served++;
            exchange.containerAnswers(200);
        }
    }

    /** Ends by itself, with all that it was doing. */
    public void crash(int code) {
        end(code);
    }

    private void end(int code) {
        if (ended) {
            return;
        }
        ended = true;
        for (FakeExchange exchange : List.copyOf(serving)) {
            cutOff++;
            Reason why = Reason.of("ConnectionLost", pod + " ended meanwhile");
            exchange.loop().execute(() -> exchange.refuse(502, "bad gateway\n", why));
        }
        clock.execute(() -> listener.onExit(new ContainerListener.Exit(code, false)));
    }

    /** The pod that it is in. */
    public String pod() {
        return pod;
    }

    public Instant startedAt() {
        return started;
    }

    public boolean hasEnded() {
        return ended;
    }

    /** How many requests it has now. */
    public int inFlight() {
        return serving.size();
    }

    /** How many requests it had at a time, at most. */
    public int mostAtOnce() {
        return mostAtOnce;
    }

    /** How many requests it has answered. */
    public long served() {
        return served;
    }

    /** How many requests it had when it ended. */
    public int cutOff() {
        return cutOff;
    }

    @Override
    public String id() {
        return id;
    }

    @Override
    public void signal(String name) {
        end(TERMINATED);
    }

    @Override
    public void kill() {
        end(KILLED);
    }

    @Override
    public ExecResult exec(List<String> command, Duration timeout) {
        return new ExecResult.Exited(0, "");
    }

    @Override
    public ContainerCommand.Result open(ContainerCommand.Wish wish) {
        return new ContainerCommand.Result.Refused("nobody can be talked to here");
    }

    @Override
    public Optional<OutputStream> input() {
        return Optional.empty();
    }

    @Override
    public void resize(int columns, int rows) {}

    @Override
    public void remove() {}
}
