package dev.perk.http;

import java.time.Duration;
import java.util.Optional;

/**
 * How long a request of one revision may take. All clocks start when the exchange arrives at the
 * stage that watches them, so waiting for a pod or for a slot counts.
 *
 * @param total until the whole answer is out
 * @param responseStart until the answer begins
 * @param idle between two parts of the answer, or until the first
 */
public record Timeouts(Duration total, Optional<Duration> responseStart, Optional<Duration> idle) {
    /** {@code timeoutSeconds} of a Revision that does not say. */
    public static final Duration DEFAULT_TOTAL = Duration.ofMinutes(5);

    public static final Timeouts DEFAULT = total(DEFAULT_TOTAL);

    public Timeouts {
        requirePositive("timeoutSeconds", total);
        responseStart.ifPresent(limit -> requirePositive("responseStartTimeoutSeconds", limit));
        idle.ifPresent(limit -> requirePositive("idleTimeoutSeconds", limit));
    }

    private static void requirePositive(String name, Duration limit) {
        if (!limit.isPositive()) {
            throw new IllegalArgumentException(
                    name + " = " + limit.toSeconds() + " (expected: more than 0)");
        }
    }

    public static Timeouts total(Duration total) {
        return new Timeouts(total, Optional.empty(), Optional.empty());
    }

    /**
     * From a Revision's spec, where 0 means the default, or none.
     *
     * @param timeoutSeconds 0 for 300
     * @param responseStartTimeoutSeconds 0 for none; no less than timeoutSeconds is none, too
     * @param idleTimeoutSeconds 0 for none
     */
    public static Timeouts ofSeconds(
            long timeoutSeconds, long responseStartTimeoutSeconds, long idleTimeoutSeconds) {
        Duration total = timeoutSeconds == 0 ? DEFAULT_TOTAL : Duration.ofSeconds(timeoutSeconds);
        return new Timeouts(
                total,
                seconds(responseStartTimeoutSeconds).filter(limit -> limit.compareTo(total) < 0),
                seconds(idleTimeoutSeconds));
    }

    private static Optional<Duration> seconds(long seconds) {
        return seconds == 0 ? Optional.empty() : Optional.of(Duration.ofSeconds(seconds));
    }
}
