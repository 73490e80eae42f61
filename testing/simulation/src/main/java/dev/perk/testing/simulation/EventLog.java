package dev.perk.testing.simulation;

import java.time.Duration;
import java.time.Instant;

/** What happened, line by line: two runs that differ anywhere differ here. */
final class EventLog {
    private final Instant begin;
    private final StringBuilder text = new StringBuilder();

    EventLog(Instant begin) {
        this.begin = begin;
    }

    void add(Instant now, String what) {
        long millis = Duration.between(begin, now).toMillis();
        text.append(millis).append(" ms ").append(what).append('\n');
    }

    String text() {
        return text.toString();
    }
}
