package dev.perk.testing.e2e.kubectl;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Lines that were printed against lines that were expected.
 *
 * <p>Expected lines have placeholders for what differs from run to run: {@code <age>}, {@code
 * <time>}, {@code <uid>}, {@code <ip>}, {@code <number>}, {@code <id>} (a name that a machine
 * made), {@code <any>} (the rest of a word or line), and {@code <lines>}, alone, for any number of
 * lines. Columns are as wide as their widest cell, which may be such a value: two spaces or more
 * stand for two or more, and none at an end.
 */
final class Comparison {
    private static final Pattern PLACEHOLDER =
            Pattern.compile("<(age|time|uid|ip|number|id|any)>|  +");
    private static final String ANY_LINES = "<lines>";

    private Comparison() {}

    static boolean equal(List<String> expected, List<String> seen) {
        return equal(blankless(expected), 0, blankless(seen), 0);
    }

    /** Without what a terminal does not show: blank ends of lines, and blank lines at the end. */
    private static List<String> blankless(List<String> lines) {
        List<String> trimmed = new ArrayList<>(lines.stream().map(String::stripTrailing).toList());
        while (!trimmed.isEmpty() && trimmed.getLast().isEmpty()) {
            trimmed.removeLast();
        }
        return trimmed;
    }

    private static boolean equal(List<String> expected, int from, List<String> seen, int at) {
        if (from == expected.size()) {
            return at == seen.size();
        }
        if (expected.get(from).equals(ANY_LINES)) {
            for (int next = at; next <= seen.size(); next++) {
                if (equal(expected, from + 1, seen, next)) {
                    return true;
                }
            }
            return false;
        }
        return at < seen.size()
                && pattern(expected.get(from)).matcher(seen.get(at)).matches()
                && equal(expected, from + 1, seen, at + 1);
    }

    private static Pattern pattern(String expected) {
        StringBuilder pattern = new StringBuilder();
        Matcher holes = PLACEHOLDER.matcher(expected);
        int end = 0;
        while (holes.find()) {
            pattern.append(Pattern.quote(expected.substring(end, holes.start())));
            pattern.append(hole(holes.group()));
            end = holes.end();
        }
        return Pattern.compile(pattern.append(Pattern.quote(expected.substring(end))).toString());
    }

    private static String hole(String placeholder) {
        return switch (placeholder) {
            case "<age>" -> "([0-9]+[smhdy])+( \\(x[0-9]+ over ([0-9]+[smhdy])+\\))?";
            case "<time>" -> "[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}(\\.[0-9]+)?Z";
            case "<uid>" -> "[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}";
            case "<ip>" -> "[0-9]{1,3}(\\.[0-9]{1,3}){3}";
            case "<number>" -> "[0-9]+";
            case "<id>" -> "[a-z0-9]([a-z0-9.]*[a-z0-9])?";
            case "<any>" -> ".*";
            default -> "  +";
        };
    }
}
