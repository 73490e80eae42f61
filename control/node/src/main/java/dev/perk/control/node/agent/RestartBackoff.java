package dev.perk.control.node.agent;

import java.time.Duration;
import java.util.Optional;

/**
 * How long to wait before a container that ended is started again: not at all the first time, then
 * 10 s, 20 s, … 300 s; from the beginning after ten minutes of good health. Source: kubernetes
 * {@code pkg/kubelet/kubelet.go MaxContainerBackOff}.
 *
 * @param crashes in a row
 */
public record RestartBackoff(int crashes) {
    public static final RestartBackoff NONE = new RestartBackoff(0);

    private static final Duration FIRST = Duration.ofSeconds(10);
    private static final Duration LONGEST = Duration.ofMinutes(5);
    private static final Duration HEALTHY = Duration.ofMinutes(10);
    private static final int DOUBLINGS_TO_LONGEST = 5;

    /** After a run that lasted {@code uptime}. */
    public RestartBackoff after(Duration uptime) {
        return new RestartBackoff(uptime.compareTo(HEALTHY) >= 0 ? 1 : crashes + 1);
    }

    /** How long to wait now; empty for not at all. */
    public Optional<Duration> delay() {
        if (crashes <= 1) {
            return Optional.empty();
        }
        Duration delay = FIRST.multipliedBy(1L << Math.min(crashes - 2, DOUBLINGS_TO_LONGEST));
        return Optional.of(delay.compareTo(LONGEST) < 0 ? delay : LONGEST);
    }
}
