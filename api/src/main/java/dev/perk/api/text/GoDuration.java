package dev.perk.api.text;

import java.math.BigDecimal;
import java.time.Duration;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Durations in Go's notation: {@code 1h30m}, {@code 1.5s}, {@code 300ms}, and a bare {@code 0}.
 *
 * <p>The range is that of a signed 64-bit number of nanoseconds, about ±292 years. Source: Go
 * {@code time.ParseDuration} and {@code Duration.String}.
 */
public final class GoDuration {
    private static final Map<String, Long> NANOS =
            Map.of(
                    "ns", 1L,
                    "us", 1_000L,
                    "µs", 1_000L, // micro sign
                    "μs", 1_000L, // Greek letter mu
                    "ms", 1_000_000L,
                    "s", 1_000_000_000L,
                    "m", 60_000_000_000L,
                    "h", 3_600_000_000_000L);
    private static final Pattern PART = Pattern.compile("([0-9]*)(?:\\.([0-9]*))?([^0-9.]*)");
    private static final BigDecimal LONGEST = BigDecimal.valueOf(Long.MAX_VALUE);

    private static final long NANOS_PER_MINUTE = 60_000_000_000L;

    private GoDuration() {}

    public static Parsed<Duration> parse(String text) {
        boolean signed = text.startsWith("-") || text.startsWith("+");
        String rest = signed ? text.substring(1) : text;
        if (rest.equals("0")) {
            return Parsed.good(Duration.ZERO);
        }
        if (rest.isEmpty()) {
            return invalid(text);
        }
        BigDecimal nanos = BigDecimal.ZERO;
        Matcher part = PART.matcher(rest);
        for (int at = 0; at < rest.length(); at = part.end()) {
            part.region(at, rest.length());
            if (!part.lookingAt() || digits(part).isEmpty()) {
                return invalid(text);
            }
            String unit = part.group(3);
            if (unit.isEmpty()) {
                return Parsed.bad("time: missing unit in duration " + GoQuote.quote(text));
            }
            Long nanosPerUnit = NANOS.get(unit);
            if (nanosPerUnit == null) {
                return Parsed.bad(
                        "time: unknown unit "
                                + GoQuote.quote(unit)
                                + " in duration "
                                + GoQuote.quote(text));
            }
            BigDecimal amount = new BigDecimal(number(part));
            nanos =
                    nanos.add(
                            new BigDecimal(
                                    amount.multiply(BigDecimal.valueOf(nanosPerUnit))
                                            .toBigInteger()));
            if (nanos.compareTo(LONGEST) > 0) {
                return invalid(text);
            }
        }
        long total = nanos.longValueExact();
        return Parsed.good(Duration.ofNanos(text.startsWith("-") ? -total : total));
    }

    private static String digits(Matcher part) {
        return part.group(1) + (part.group(2) == null ? "" : part.group(2));
    }

    private static String number(Matcher part) {
        String fraction = part.group(2) == null ? "" : part.group(2);
        return "0" + part.group(1) + "." + fraction + "0";
    }

    private static Parsed<Duration> invalid(String text) {
        return Parsed.bad("time: invalid duration " + GoQuote.quote(text));
    }

    /**
     * The shortest form without losses: {@code 1h0m0s}, {@code 1m30s}, {@code 1.5s}, {@code 0s}.
     */
    public static String print(Duration duration) {
        if (duration.isZero()) {
            return "0s";
        }
        if (duration.isNegative()) {
            return "-" + print(duration.negated());
        }
        long nanos = duration.toNanos();
        if (nanos < 1_000L) {
            return nanos + "ns";
        }
        if (nanos < 1_000_000L) {
            return decimal(nanos, 3) + "µs";
        }
        if (nanos < 1_000_000_000L) {
            return decimal(nanos, 6) + "ms";
        }
        long hours = duration.toHours();
        long minutes = duration.toMinutesPart();
        String seconds = decimal(nanos % NANOS_PER_MINUTE, 9) + "s";
        if (hours > 0) {
            return hours + "h" + minutes + "m" + seconds;
        }
        return minutes > 0 ? minutes + "m" + seconds : seconds;
    }

    private static String decimal(long unscaled, int places) {
        BigDecimal value = BigDecimal.valueOf(unscaled, places).stripTrailingZeros();
        return value.toPlainString();
    }

    /** Whether it is a whole number of seconds, which is as precise as many settings may be. */
    public static boolean isWholeSeconds(Duration duration) {
        return duration.toNanosPart() == 0;
    }
}
