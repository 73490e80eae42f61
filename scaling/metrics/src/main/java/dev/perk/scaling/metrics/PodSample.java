package dev.perk.scaling.metrics;

import dev.perk.api.stats.Stat;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/**
 * Which pods to ask, and what their answers say about all of them. Asking 16 of 10,000 is enough to
 * be 95 % sure of the mean within 5 %.
 *
 * <p>Source: {@code knative/serving pkg/autoscaler/metrics/{sample_size,stats_scraper}.go}.
 */
public final class PodSample {
    private static final int ASK_ALL_UP_TO = 3;

    /** 1.96 is the Z of 95 %, 100 the variance assumed, 5 the error allowed. */
    private static final double UNBOUNDED_SAMPLE = 1.96 * 1.96 * 100 / (5 * 5);

    /** The name under which the answers are reported together. */
    public static final String SCRAPER = "service-scraper";

    /** A ready pod, by IP address. */
    public record Candidate(String address, Instant startTime) {}

    private PodSample() {}

    /** How many of {@code pods} pods must answer. */
    public static int size(int pods) {
        if (pods <= ASK_ALL_UP_TO) {
            return Math.max(0, pods);
        }
        return (int) Math.ceil(pods * UNBOUNDED_SAMPLE / (pods + UNBOUNDED_SAMPLE - 1));
    }

    /**
     * The order in which to ask: pods that have run for the whole window first, as their averages
     * say most. The order is random only among those of which not all are needed.
     *
     * @param shuffle puts a list into random order, in place
     */
    public static List<Candidate> order(
            List<Candidate> pods,
            Duration stableWindow,
            Instant now,
            Consumer<List<Candidate>> shuffle) {
        List<Candidate> old = new ArrayList<>();
        List<Candidate> young = new ArrayList<>();
        for (Candidate pod : pods) {
            boolean ranLong = !pod.startTime().plus(stableWindow).isAfter(now);
            (ranLong ? old : young).add(pod);
        }
        shuffle.accept(old.size() < size(pods.size()) ? young : old);
        old.addAll(young);
        return old;
    }

    /** The load of {@code pods} pods, of which those asked are as busy as the others. */
    public static Stat extrapolate(List<Stat> answers, int pods) {
        double concurrency = 0;
        double proxiedConcurrency = 0;
        double count = 0;
        double proxiedCount = 0;
        for (Stat answer : answers) {
            concurrency += answer.averageConcurrentRequests();
            proxiedConcurrency += answer.averageProxiedConcurrentRequests();
            count += answer.requestCount();
            proxiedCount += answer.proxiedRequestCount();
        }
        // First divided, then multiplied: upstream's order, down to the last bit.
        double asked = answers.size();
        return new Stat(
                SCRAPER,
                concurrency / asked * pods,
                proxiedConcurrency / asked * pods,
                count / asked * pods,
                proxiedCount / asked * pods,
                Duration.ZERO,
                Instant.EPOCH);
    }
}
