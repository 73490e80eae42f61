package dev.perk.control.node.agent.io;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeParseException;
import java.util.Arrays;
import java.util.Optional;

/** One entry of a log file. */
final class LogLine {
    private static final DateTimeFormatter NANOS =
            DateTimeFormatter.ofPattern("yyyy-MM-dd'T'HH:mm:ss.nnnnnnnnn'Z'")
                    .withZone(ZoneOffset.UTC);
    private static final int LONGEST_PREFIX = 64;
    private static final int FIELDS = 3;

    private final Instant time;
    private final boolean whole;
    private final byte[] text;

    private LogLine(Instant time, boolean whole, byte[] text) {
        this.time = time;
        this.whole = whole;
        this.text = text;
    }

    Instant time() {
        return time;
    }

    /** Whether the line ends here. */
    boolean isWhole() {
        return whole;
    }

    /** What was written, without the end of the line. */
    byte[] text() {
        return text.clone();
    }

    static String time(Instant time) {
        return NANOS.format(time);
    }

    /** Empty for an entry that was cut off, as by a full disk. */
    static Optional<LogLine> parse(byte[] entry) {
        int[] blanks = new int[FIELDS];
        int found = 0;
        for (int i = 0; i < Math.min(entry.length, LONGEST_PREFIX) && found < FIELDS; i++) {
            if (entry[i] == ' ') {
                blanks[found++] = i;
            }
        }
        if (found < FIELDS) {
            return Optional.empty();
        }
        try {
            String time = new String(entry, 0, blanks[0], StandardCharsets.US_ASCII);
            boolean whole = entry[blanks[1] + 1] == 'F';
            byte[] text = Arrays.copyOfRange(entry, blanks[2] + 1, entry.length);
            return Optional.of(new LogLine(Instant.parse(time), whole, text));
        } catch (DateTimeParseException e) {
            return Optional.empty();
        }
    }
}
