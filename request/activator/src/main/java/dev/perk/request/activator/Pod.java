package dev.perk.request.activator;

import java.net.InetSocketAddress;

/** A pod and how much of it is in use. Guarded by the monitor of its {@link RevisionThrottle}. */
final class Pod {
    private final InetSocketAddress address;
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
}
