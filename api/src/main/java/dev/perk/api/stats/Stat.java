package dev.perk.api.stats;

import java.time.Duration;
import java.time.Instant;

/**
 * What one source, a pod's queue-proxy or an activator, saw of one revision since its last report
 * ({@code knative/serving pkg/autoscaler/metrics/stat.proto}).
 *
 * @param podName who reports; several activators may report the same revision
 * @param averageConcurrentRequests time-weighted, so two requests of half a second in one second
 *     are 1.0
 * @param averageProxiedConcurrentRequests the part of it that an activator has already reported
 * @param requestCount requests that came, per second
 * @param proxiedRequestCount the part of it that an activator has already reported
 * @param processUptime how long the source has been counting; zero from an activator
 * @param timestamp when it was seen; the epoch if the source leaves that to the receiver
 */
public record Stat(
        String podName,
        double averageConcurrentRequests,
        double averageProxiedConcurrentRequests,
        double requestCount,
        double proxiedRequestCount,
        Duration processUptime,
        Instant timestamp) {

    /** What an activator says about a revision: everything it counts is its own. */
    public static Stat ofActivator(String podName, double concurrency, double requestCount) {
        return new Stat(podName, concurrency, 0, requestCount, 0, Duration.ZERO, Instant.EPOCH);
    }

    /** What a pod says before its first second is over. */
    public static Stat unknown(String podName) {
        return new Stat(podName, 0, 0, 0, 0, Duration.ZERO, Instant.EPOCH);
    }

    public Stat at(Instant time) {
        return new Stat(
                podName,
                averageConcurrentRequests,
                averageProxiedConcurrentRequests,
                requestCount,
                proxiedRequestCount,
                processUptime,
                time);
    }
}
