package dev.perk.control.apiserver.cel.functions;

import static dev.perk.control.apiserver.cel.functions.CelFunction.member;

import com.google.re2j.Matcher;
import com.google.re2j.Pattern;
import com.google.re2j.PatternSyntaxException;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * What is found in a text, and how one is made of values. Source: {@code k8s.io/apiserver
 * pkg/cel/library/regex.go}, {@code github.com/google/cel-go ext/formatting.go}.
 */
final class TextFunctions {
    private static final int DEFAULT_DIGITS = 6;
    private static final int MOST_DIGITS = 100;

    /** How many digits, if that is said, and what is to be written. */
    private static final java.util.regex.Pattern CLAUSE =
            java.util.regex.Pattern.compile("%(?:\\.(\\d*))?(.?)", java.util.regex.Pattern.DOTALL);

    static final List<CelFunction> ALL =
            List.of(
                    member(
                            ValueType.STRING,
                            "find",
                            ValueType.STRING,
                            ValueType.STRING,
                            (text, pattern) -> {
                                List<String> found = find(text, pattern, 1);
                                return found.isEmpty() ? "" : found.getFirst();
                            }),
                    member(
                            ValueType.STRING,
                            "findAll",
                            ValueType.STRING,
                            ValueType.STRINGS,
                            (text, pattern) -> find(text, pattern, -1)),
                    new CelFunction(
                            "findAll",
                            true,
                            List.of(ValueType.STRING, ValueType.STRING, ValueType.INT),
                            ValueType.STRINGS,
                            values ->
                                    find((String) values[0], (String) values[1], (Long) values[2])),
                    member(
                            ValueType.STRING,
                            "format",
                            ValueType.LIST,
                            ValueType.STRING,
                            (template, values) -> format(template, values)));

    private TextFunctions() {}

    /**
     * @param most how many to find at most; less than 0 for all
     */
    private static List<String> find(String text, String pattern, long most) {
        try {
            Matcher matcher = Pattern.compile(pattern).matcher(text);
            List<String> found = new ArrayList<>();
            while ((most < 0 || found.size() < most) && matcher.find()) {
                found.add(matcher.group());
            }
            return found;
        } catch (PatternSyntaxException e) {
            throw new IllegalArgumentException("Illegal regex: " + e.getMessage(), e);
        }
    }

    private static String format(String template, List<?> values) {
        StringBuilder out = new StringBuilder();
        java.util.regex.Matcher clauses = CLAUSE.matcher(template);
        int next = 0;
        while (clauses.find()) {
            String clause = clauses.group(2);
            String text;
            if (clause.isEmpty()) {
                throw new IllegalArgumentException("unexpected end of string");
            } else if (clause.equals("%")) {
                text = "%";
            } else if (next < values.size()) {
                text = clause(clause.charAt(0), digits(clauses.group(1)), values.get(next));
                next++;
            } else {
                throw new IllegalArgumentException("index " + next + " out of range");
            }
            clauses.appendReplacement(out, java.util.regex.Matcher.quoteReplacement(text));
        }
        return clauses.appendTail(out).toString();
    }

    private static int digits(@Nullable String text) {
        if (text == null) {
            return DEFAULT_DIGITS;
        }
        try {
            int digits = text.isEmpty() ? 0 : Integer.parseInt(text);
            if (digits <= MOST_DIGITS) {
                return digits;
            }
        } catch (NumberFormatException e) {
            // Far too many.
        }
        throw new IllegalArgumentException("precision " + text + " (expected: 0 to 100)");
    }

    private static String clause(char clause, int digits, Object value) {
        return switch (clause) {
            case 's' -> Written.text(value);
            case 'd' -> Long.toString(number(value));
            case 'b' ->
                    value instanceof Boolean flag
                            ? (flag ? "1" : "0")
                            : Long.toBinaryString(number(value));
            case 'o' -> Long.toOctalString(number(value));
            case 'x' -> Long.toHexString(number(value));
            case 'X' -> Long.toHexString(number(value)).toUpperCase(Locale.ROOT);
            case 'f' ->
                    BigDecimal.valueOf(fraction(value))
                            .setScale(digits, RoundingMode.HALF_EVEN)
                            .toPlainString();
            case 'e' -> String.format(Locale.ROOT, "%." + digits + "e", fraction(value));
            default ->
                    throw new IllegalArgumentException(
                            "unrecognized formatting clause \"" + clause + "\"");
        };
    }

    private static long number(Object value) {
        if (value instanceof Long number) {
            return number;
        }
        throw new IllegalArgumentException("only integers can be formatted this way");
    }

    private static double fraction(Object value) {
        if (value instanceof Number number && Double.isFinite(number.doubleValue())) {
            return number.doubleValue();
        }
        throw new IllegalArgumentException("only finite numbers can be formatted this way");
    }
}
