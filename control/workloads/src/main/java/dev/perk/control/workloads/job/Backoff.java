package dev.perk.control.workloads.job;

import com.fasterxml.jackson.databind.JsonNode;
import dev.perk.control.workloads.model.Pod;
import dev.perk.control.workloads.model.Timestamps;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * How long a Job waits with the next pod after pods have failed: 10 s, and twice as long for each
 * further one in a row, up to 10 minutes. Source: kubernetes {@code
 * pkg/controller/job/backoff_utils.go}.
 */
final class Backoff {
    private static final Duration FIRST = Duration.ofSeconds(10);
    private static final Duration LONGEST = Duration.ofMinutes(10);
    private static final int MOST_DOUBLINGS = 6;

    private Backoff() {}

    /** What is left of the wait; zero where there is none. */
    static Duration left(List<Pod> pods, Instant now) {
        Optional<Instant> lastSuccess =
                pods.stream()
                        .filter(pod -> pod.phase().equals("Succeeded"))
                        .flatMap(pod -> ended(pod).stream())
                        .max(Instant::compareTo);
        List<Instant> failures =
                pods.stream()
                        .filter(Tally::hasFailed)
                        .map(pod -> ended(pod).orElse(now))
                        .filter(end -> lastSuccess.filter(end::isBefore).isEmpty())
                        .sorted()
                        .toList();
        if (failures.isEmpty()) {
            return Duration.ZERO;
        }
        int doublings = Math.min(failures.size() - 1, MOST_DOUBLINGS);
        Duration pause = FIRST.multipliedBy(1L << doublings);
        Duration capped = pause.compareTo(LONGEST) > 0 ? LONGEST : pause;
        Duration left = Duration.between(now, failures.getLast().plus(capped));
        return left.isNegative() ? Duration.ZERO : left;
    }

    /** When the last of its containers ended, or somebody asked for its end. */
    private static Optional<Instant> ended(Pod pod) {
        Optional<Instant> last = pod.object().deleted();
        for (JsonNode container : pod.object().status().path("containerStatuses")) {
            Optional<Instant> end =
                    Timestamps.read(container.path("state").path("terminated").path("finishedAt"));
            if (last.isEmpty() || end.filter(last.get()::isBefore).isPresent()) {
                last = end;
            }
        }
        return last;
    }
}
