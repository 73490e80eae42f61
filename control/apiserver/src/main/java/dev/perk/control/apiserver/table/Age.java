package dev.perk.control.apiserver.table;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Duration;
import java.time.Instant;
import java.time.format.DateTimeParseException;

/** How long ago something happened, as short as a person needs it. */
final class Age {
    static final String UNKNOWN = "<unknown>";

    private Age() {}

    /** The age of a timestamp in an object; {@code <unknown>} if there is none. */
    static String since(JsonNode timestamp, Instant now) {
        if (!timestamp.isTextual()) {
            return UNKNOWN;
        }
        try {
            return human(Duration.between(Instant.parse(timestamp.asText()), now));
        } catch (DateTimeParseException e) {
            return UNKNOWN;
        }
    }

    /** Source: {@code k8s.io/apimachinery pkg/util/duration HumanDuration}. */
    static String human(Duration age) {
        long seconds = age.toMillis() / 1000;
        if (seconds < -1) {
            return "<invalid>";
        }
        if (seconds < 120) {
            return Math.max(0, seconds) + "s";
        }
        long minutes = seconds / 60;
        if (minutes < 10) {
            return minutes + "m" + unlessZero(seconds % 60, "s");
        }
        if (minutes < 180) {
            return minutes + "m";
        }
        long hours = minutes / 60;
        if (hours < 8) {
            return hours + "h" + unlessZero(minutes % 60, "m");
        }
        if (hours < 48) {
            return hours + "h";
        }
        long days = hours / 24;
        if (days < 8) {
            return days + "d" + unlessZero(hours % 24, "h");
        }
        if (days < 2 * 365) {
            return days + "d";
        }
        long years = days / 365;
        return years + "y" + (years < 8 ? unlessZero(days % 365, "d") : "");
    }

    private static String unlessZero(long amount, String unit) {
        return amount == 0 ? "" : amount + unit;
    }
}
