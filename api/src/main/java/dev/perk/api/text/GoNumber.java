package dev.perk.api.text;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.Locale;
import java.util.regex.Pattern;

/**
 * Numbers and truth values in Go's notation, without the spaces, suffixes and alphabets that Java
 * would accept in addition. Source: Go {@code strconv} and {@code fmt}'s {@code %v}.
 */
public final class GoNumber {
    private static final Pattern INTEGER = Pattern.compile("[+-]?[0-9]+");
    private static final Pattern DECIMAL =
            Pattern.compile("[+-]?([0-9]+\\.?[0-9]*|\\.[0-9]+)([eE][+-]?[0-9]+)?");
    private static final Pattern HEXADECIMAL =
            Pattern.compile(
                    "[+-]?0[xX]([0-9a-fA-F]+\\.?[0-9a-fA-F]*|\\.[0-9a-fA-F]+)[pP][+-]?[0-9]+");
    private static final BigInteger MIN_LONG = BigInteger.valueOf(Long.MIN_VALUE);
    private static final BigInteger MAX_LONG = BigInteger.valueOf(Long.MAX_VALUE);

    private GoNumber() {}

    /** {@code ParseInt(text, 10, 64)}. */
    public static Parsed<Long> parseLong(String text) {
        if (!INTEGER.matcher(text).matches()) {
            return syntax("ParseInt", text);
        }
        BigInteger value = new BigInteger(text.startsWith("+") ? text.substring(1) : text);
        if (value.compareTo(MIN_LONG) < 0 || value.compareTo(MAX_LONG) > 0) {
            return range("ParseInt", text);
        }
        return Parsed.good(value.longValue());
    }

    /** {@code ParseInt(text, 10, 32)}. */
    public static Parsed<Integer> parseInt(String text) {
        return parseLong(text)
                .then(value ->
                        value == value.intValue()
                                ? Parsed.good(value.intValue())
                                : range("ParseInt", text));
    }

    /** {@code ParseFloat(text, 64)}; infinities and NaN are numbers too. */
    public static Parsed<Double> parseDouble(String text) {
        boolean negative = text.startsWith("-");
        String unsigned = negative || text.startsWith("+") ? text.substring(1) : text;
        switch (unsigned.toLowerCase(Locale.ROOT)) {
            case "inf", "infinity" -> {
                return Parsed.good(negative ? Double.NEGATIVE_INFINITY : Double.POSITIVE_INFINITY);
            }
            case "nan" -> {
                return text.equals(unsigned) ? Parsed.good(Double.NaN) : syntax("ParseFloat", text);
            }
            default -> {}
        }
        if (!DECIMAL.matcher(text).matches() && !HEXADECIMAL.matcher(text).matches()) {
            return syntax("ParseFloat", text);
        }
        double value = Double.parseDouble(text);
        return Double.isInfinite(value) ? range("ParseFloat", text) : Parsed.good(value);
    }

    /** {@code ParseBool(text)}. */
    public static Parsed<Boolean> parseBoolean(String text) {
        return switch (text) {
            case "1", "t", "T", "TRUE", "true", "True" -> Parsed.good(true);
            case "0", "f", "F", "FALSE", "false", "False" -> Parsed.good(false);
            default -> syntax("ParseBool", text);
        };
    }

    /** {@code %v}: the shortest digits that read back as {@code value}, {@code 1e+21} and above. */
    public static String print(double value) {
        if (Double.isNaN(value)) {
            return "NaN";
        }
        if (Double.isInfinite(value)) {
            return value > 0 ? "+Inf" : "-Inf";
        }
        if (value == 0) {
            return 1 / value < 0 ? "-0" : "0";
        }
        BigDecimal exact = new BigDecimal(Double.toString(value)).stripTrailingZeros();
        int exponent = exact.precision() - exact.scale() - 1;
        if (exponent >= -4 && exponent < 21) {
            return exact.toPlainString();
        }
        String digits = exact.unscaledValue().abs().toString();
        String fraction = digits.length() > 1 ? "." + digits.substring(1) : "";
        String sign = value < 0 ? "-" : "";
        String direction = exponent < 0 ? "-" : "+";
        String power = String.format(Locale.ROOT, "%02d", Math.abs(exponent));
        return sign + digits.charAt(0) + fraction + "e" + direction + power;
    }

    /** {@code %f}: six decimals. */
    public static String printFixed(double value) {
        return Double.isFinite(value) ? String.format(Locale.ROOT, "%.6f", value) : print(value);
    }

    private static <T> Parsed<T> syntax(String function, String text) {
        return Parsed.bad(problem(function, text) + "invalid syntax");
    }

    private static <T> Parsed<T> range(String function, String text) {
        return Parsed.bad(problem(function, text) + "value out of range");
    }

    private static String problem(String function, String text) {
        return "strconv." + function + ": parsing " + GoQuote.quote(text) + ": ";
    }
}
