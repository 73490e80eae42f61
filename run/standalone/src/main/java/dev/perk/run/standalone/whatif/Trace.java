package dev.perk.run.standalone.whatif;

import dev.perk.api.text.GoDuration;
import dev.perk.api.text.GoNumber;
import dev.perk.api.text.Parsed;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A file of requests: lines of {@code time,requests,duration}, in the order of their times.
 *
 * <p>A time is a number of seconds or RFC 3339, a duration is a number of seconds or spelled like
 * {@code 250ms}. Lines that begin with {@code #} are comments, but for these, which a recording
 * writes: {@code # set KEY=VALUE}, a setting; {@code # spread 100ms}, over which the requests of
 * one line are spread evenly (at once if not given); {@code # from TIME} and {@code # until TIME},
 * what was looked at.
 */
public record Trace(Settings settings, Arrivals arrivals) {
    private static final String COLUMNS = "time,requests,duration";
    private static final long NANOS_PER_SECOND = 1_000_000_000L;

    /**
     * @throws IllegalArgumentException naming the line, what it has and what was expected
     */
    public static Trace read(List<String> lines) {
        var reader = new Reader();
        int number = 0;
        for (String line : lines) {
            number++;
            try {
                reader.read(line.strip());
            } catch (IllegalArgumentException e) {
                throw new IllegalArgumentException("line " + number + ": " + e.getMessage(), e);
            }
        }
        return reader.trace();
    }

    private static final class Reader {
        private Settings settings = Settings.DEFAULT;
        private long spread;
        private Optional<Instant> from = Optional.empty();
        private Optional<Instant> until = Optional.empty();
        private Arrivals.@Nullable Builder arrivals;
        private Instant begin = Instant.EPOCH;
        private Instant last = Instant.MIN;

        void read(String line) {
            if (line.startsWith("#")) {
                readDirective(line.substring(1).strip());
            } else if (!line.isEmpty() && !line.replace(" ", "").equals(COLUMNS)) {
                readRequests(line);
            }
        }

        private void readDirective(String text) {
            int space = text.indexOf(' ');
            String value = space < 0 ? "" : text.substring(space + 1).strip();
            switch (space < 0 ? text : text.substring(0, space)) {
                case "set" -> settings = settings.with(value);
                case "spread" -> spread = duration("spread", value).toNanos();
                case "from" -> from = Optional.of(time(value));
                case "until" -> until = Optional.of(time(value));
                default -> {} // a comment
            }
        }

        private void readRequests(String line) {
            String[] parts = line.split(",", -1);
            if (parts.length != 3) {
                throw wrong("line", line, COLUMNS);
            }
            Instant time = time(parts[0].strip());
            int count = count(parts[1].strip());
            long duration = duration("duration", parts[2].strip()).toNanos();
            if (time.isBefore(last)) {
                throw wrong("time", parts[0].strip(), last + " or later, as in the line before");
            }
            last = time;
            Arrivals.Builder known = arrivals;
            if (known == null) {
                begin = from.orElse(time.truncatedTo(ChronoUnit.SECONDS));
                known = new Arrivals.Builder(begin);
                arrivals = known;
            }
            Duration since = Duration.between(begin, time);
            if (since.isNegative() || since.toDays() > 366) {
                throw wrong("time", parts[0].strip(), "within a year after " + begin);
            }
            for (int i = 0; i < count; i++) {
                // In the middle of its share of the time.
                long offset = spread == 0 ? 0 : spread * (2L * i + 1) / (2L * count);
                known.add(since.toNanos() + offset, duration);
            }
        }

        Trace trace() {
            Arrivals.Builder known = arrivals;
            if (known == null) {
                throw new IllegalArgumentException(
                        "no requests (expected: lines of " + COLUMNS + ")");
            }
            until.ifPresent(known::until);
            return new Trace(settings, known.build());
        }
    }

    private static Instant time(String text) {
        if (GoNumber.parseDouble(text) instanceof Parsed.Good<Double>(Double seconds)
                && Math.abs(seconds) < 1e11) {
            return Instant.EPOCH
                    .plusNanos(Math.round((seconds % 1) * NANOS_PER_SECOND))
                    .plusSeconds((long) (double) seconds);
        }
        try {
            return OffsetDateTime.parse(text).toInstant();
        } catch (DateTimeException e) {
            throw wrong("time", text, "seconds such as 12.5, or RFC 3339");
        }
    }

    private static int count(String text) {
        if (GoNumber.parseInt(text) instanceof Parsed.Good<Integer>(Integer count) && count >= 0) {
            return count;
        }
        throw wrong("requests", text, "a whole number, 0 or more");
    }

    private static Duration duration(String name, String text) {
        if (GoNumber.parseDouble(text) instanceof Parsed.Good<Double>(Double seconds)
                && seconds >= 0
                && seconds <= 86_400) {
            return Duration.ofNanos(Math.round(seconds * NANOS_PER_SECOND));
        }
        if (GoDuration.parse(text) instanceof Parsed.Good<Duration>(Duration duration)
                && !duration.isNegative()
                && duration.toDays() <= 1) {
            return duration;
        }
        throw wrong(name, text, "seconds such as 0.25, or a duration such as 250ms, up to 24h");
    }

    private static IllegalArgumentException wrong(String what, String value, String expected) {
        return new IllegalArgumentException(
                what + " = \"" + value + "\" (expected: " + expected + ")");
    }
}
