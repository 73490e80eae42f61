package dev.perk.api.stats;

import java.time.Duration;
import java.time.Instant;

/** A {@link Stat} of which some fields have been read. What was not sent is zero. */
final class StatFields {
    String podName = "";
    double concurrency;
    double proxiedConcurrency;
    double requestCount;
    double proxiedRequestCount;
    double uptimeSeconds;
    long timestampSeconds;

    /** Uptimes and times that Java cannot hold become the nearest that it can. */
    Stat stat() {
        long earliest = Instant.MIN.getEpochSecond();
        long latest = Instant.MAX.getEpochSecond();
        return new Stat(
                podName,
                concurrency,
                proxiedConcurrency,
                requestCount,
                proxiedRequestCount,
                Duration.ofNanos(Math.round(uptimeSeconds * 1e9)),
                Instant.ofEpochSecond(Math.clamp(timestampSeconds, earliest, latest)));
    }
}
