package dev.perk.request.activator;

import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.Optional;

/** A pod and how much of it is in use. Guarded by the monitor of its {@link RevisionThrottle}. */
final class Pod {
    private static final Duration FIRST_PAUSE = Duration.ofMillis(20);
    private static final Duration LONGEST_PAUSE = Duration.ofSeconds(1);

    private final InetSocketAddress address;
    private Duration pause = FIRST_PAUSE;
    private boolean trusted = true;
    private int concurrency;
    private int inFlight;

    /**
     * @param concurrency how many requests it takes at a time, 0 for any number
     */
    Pod(InetSocketAddress address, int concurrency) {
        this.address = address;
        this.concurrency = concurrency;
    }

    InetSocketAddress address() {
        return address;
    }

    void concurrency(int concurrency) {
        this.concurrency = concurrency;
    }

    int inFlight() {
        return inFlight;
    }

    boolean hasRoom() {
        return concurrency == 0 || inFlight < concurrency;
    }

    void enter() {
        inFlight++;
    }

    void leave() {
        inFlight--;
    }

    boolean isTrusted() {
        return trusted;
    }

    /**
     * It did not take a request that it was said to be ready for. Most often its container has just
     * ended, and the next word about it is on the way.
     *
     * @return when to trust it again, from now, if there is no such word; empty if that is settled
     *     already
     */
    Optional<Duration> distrust() {
        if (!trusted) {
            return Optional.empty();
        }
        trusted = false;
        Duration now = pause;
        Duration twice = now.multipliedBy(2);
        pause = twice.compareTo(LONGEST_PAUSE) < 0 ? twice : LONGEST_PAUSE;
        return Optional.of(now);
    }

    void trust() {
        trusted = true;
    }

    /** It took a request. */
    void kept() {
        pause = FIRST_PAUSE;
    }
}
