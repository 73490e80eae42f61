package dev.perk.control.apiserver.rest;

import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Lets only so many requests be answered at once, so that a burst is slowed down rather than the
 * server exhausted. A watch counts until it begins.
 *
 * <p>Source: {@code k8s.io/apiserver pkg/server/filters/maxinflight.go}, which lets a cluster's
 * admin pass. On a machine with one user that would be everybody.
 */
public final class InFlight implements ApiHandler {
    /** Kubernetes' own limits. */
    private static final int READS = 400;

    private static final int WRITES = 200;

    private static final Set<String> READING = Set.of("GET", "HEAD", "OPTIONS");

    private final AtomicInteger reads;
    private final AtomicInteger writes;
    private final ApiHandler next;

    public InFlight(ApiHandler next) {
        this(READS, WRITES, next);
    }

    /**
     * @param reads how many requests that change nothing are answered at once
     * @param writes how many others
     */
    InFlight(int reads, int writes, ApiHandler next) {
        this.reads = new AtomicInteger(reads);
        this.writes = new AtomicInteger(writes);
        this.next = next;
    }

    @Override
    public ApiAnswer handle(ApiRequest request) {
        AtomicInteger free = READING.contains(request.method()) ? reads : writes;
        if (free.decrementAndGet() < 0) {
            free.incrementAndGet();
            return Overload.tooManyRequests();
        }
        try {
            return next.handle(request);
        } finally {
            free.incrementAndGet();
        }
    }
}
