package dev.perk.control.node.agent.io;

import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeParseException;
import java.util.Optional;

/**
 * One entry of a log file.
 *
 * @param whole whether the line ends here
 */
record LogLine(Instant time, boolean whole, String text) {
    private static final DateTimeFormatter NANOS =
            DateTimeFormatter.ofPattern("yyyy-MM-dd'T'HH:mm:ss.nnnnnnnnn'Z'")
                    .withZone(ZoneOffset.UTC);

    static String time(Instant time) {
        return NANOS.format(time);
    }

    /** Empty for an entry that was cut off, as by a full disk. */
    static Optional<LogLine> parse(String entry) {
        String[] parts = entry.split(" ", 4);
        if (parts.length < 4) {
            return Optional.empty();
        }
        try {
            return Optional.of(
                    new LogLine(Instant.parse(parts[0]), parts[2].equals("F"), parts[3]));
        } catch (DateTimeParseException e) {
            return Optional.empty();
        }
    }
}
