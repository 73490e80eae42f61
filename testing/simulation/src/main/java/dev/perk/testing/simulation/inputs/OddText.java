package dev.perk.testing.simulation.inputs;

import java.util.List;
import java.util.Random;

/** Documents that break readers: deep, self-referring, with numbers that fit nowhere. */
final class OddText {
    private static final List<String> NUMBERS =
            List.of(
                    "-0",
                    "1e400",
                    "-1e-400",
                    "0x1F",
                    "0o17",
                    "017",
                    "1_000",
                    ".5",
                    "5.",
                    "+1",
                    "1e",
                    ".inf",
                    "-.INF",
                    ".nan",
                    "9223372036854775808",
                    "-9223372036854775809",
                    "1" + "0".repeat(999),
                    "1" + "0".repeat(5000),
                    "0." + "1".repeat(5000),
                    "190:20:30",
                    "2001-01-01",
                    "~",
                    "null",
                    "yes",
                    "0b11",
                    "1E+2",
                    "--1");

    private static final List<String> PIECES =
            List.of(
                    "{",
                    "}",
                    "[",
                    "]",
                    ":",
                    ",",
                    "\"",
                    "'",
                    "&a ",
                    "*a",
                    "<<: ",
                    "? ",
                    "- ",
                    "---\n",
                    "...\n",
                    "!!binary ",
                    "!!set ",
                    "!!float ",
                    "!x ",
                    "|\n ",
                    ">-\n ",
                    "\n",
                    "\t",
                    " ",
                    "%YAML 1.1\n",
                    "#",
                    "\\u0000",
                    "\\ud800",
                    "\uFEFF",
                    "\u0000",
                    "\u0085",
                    "a",
                    "k: v\n",
                    "\"a\":1",
                    "true",
                    "\u2028");

    private OddText() {}

    static String any(Random random) {
        return switch (random.nextInt(5)) {
            case 0 ->
                    deep(
                            random,
                            pick(random, List.of("[", "{\"a\":", "[{\"a\":", "- ", "a:\n ", "? ")));
            case 1 -> data(pick(random, NUMBERS));
            case 2 -> aliases(random);
            case 3 -> data("{k: " + pieces(random) + "}");
            default -> pieces(random);
        };
    }

    private static String data(String value) {
        return "{\"apiVersion\": \"v1\", \"kind\": \"ConfigMap\", \"metadata\": {\"name\": \"x\","
                + " \"generation\": "
                + value
                + "}}";
    }

    private static String deep(Random random, String opening) {
        int depth = pick(random, List.of(10, 500, 999, 1001, 20_000));
        return opening.repeat(depth) + (random.nextBoolean() ? "1" : "");
    }

    /** Each names the one before it, several times. */
    private static String aliases(Random random) {
        StringBuilder text = new StringBuilder("a0: &a0 [x, x]\n");
        int levels = 1 + random.nextInt(30);
        for (int i = 1; i <= levels; i++) {
            int named = random.nextInt(20) == 0 ? i : i - 1;
            String alias = "*a" + named + ", ";
            text.append("a").append(i).append(": &a").append(i).append(" [");
            text.append(alias.repeat(1 + random.nextInt(9))).append("x]\n");
        }
        return text + (random.nextBoolean() ? "b: {<<: *a" + levels + "}\n" : "");
    }

    private static String pieces(Random random) {
        StringBuilder text = new StringBuilder();
        for (int i = random.nextInt(15); i >= 0; i--) {
            text.append(random.nextInt(6) == 0 ? pick(random, NUMBERS) : pick(random, PIECES));
        }
        return text.toString();
    }

    private static <T> T pick(Random random, List<T> from) {
        return from.get(random.nextInt(from.size()));
    }
}
