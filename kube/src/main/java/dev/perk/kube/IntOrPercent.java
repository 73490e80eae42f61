package dev.perk.kube;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A number, or a share of another one: what Kubernetes calls IntOrString. */
public sealed interface IntOrPercent {

    record Count(int count) implements IntOrPercent {
        @Override
        public int ofUp(int total) {
            return count;
        }

        @Override
        public int ofDown(int total) {
            return count;
        }
    }

    record Share(int percent) implements IntOrPercent {
        @Override
        public int ofUp(int total) {
            return (int) Math.ceilDiv((long) percent * total, 100L);
        }

        @Override
        public int ofDown(int total) {
            return (int) Math.floorDiv((long) percent * total, 100L);
        }
    }

    Pattern PERCENT = Pattern.compile("([0-9]{1,9})%");

    /** The number itself, or the share of {@code total} rounded up. */
    int ofUp(int total);

    /** The number itself, or the share of {@code total} rounded down. */
    int ofDown(int total);

    /** The field's value; {@code fallback} where it is missing. */
    static IntOrPercent read(JsonNode field, IntOrPercent fallback) {
        if (field.isNumber()) {
            return new Count(field.asInt());
        }
        Matcher percent = PERCENT.matcher(field.asText());
        return percent.matches() ? new Share(Integer.parseInt(percent.group(1))) : fallback;
    }
}
