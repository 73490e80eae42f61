package dev.perk.run.cli.demo;

import java.io.PrintStream;
import java.util.Locale;
import java.util.Map;

/** Where the demo shows what happens: in colour on a terminal, as plain text anywhere else. */
final class Screen {
    private static final String BAR = "█";
    private static final String PLAIN_BAR = "#";
    private static final String RESET = "\u001b[0m";

    /** What a colour means here. */
    enum Tone {
        STEP("\u001b[1;36m"),
        GOOD("\u001b[32m"),
        BAD("\u001b[1;31m"),
        QUIET("\u001b[2m");

        private final String code;

        Tone(String code) {
            this.code = code;
        }
    }

    private final PrintStream out;
    private final boolean terminal;

    private Screen(PrintStream out, boolean terminal) {
        this.out = out;
        this.terminal = terminal;
    }

    /** The screen for {@code out}; {@code NO_COLOR} and {@code TERM=dumb} are respected. */
    static Screen on(PrintStream out, Map<String, String> environment, boolean isTerminal) {
        boolean colour =
                isTerminal
                        && !environment.containsKey("NO_COLOR")
                        && !"dumb".equals(environment.get("TERM"));
        return new Screen(out, colour);
    }

    void step(String what) {
        out.println();
        out.println(in(Tone.STEP, "▸ " + what));
        out.flush();
    }

    void line(String text) {
        out.println("  " + text);
        out.flush();
    }

    void check(boolean held, String claim) {
        out.println("  " + (held ? in(Tone.GOOD, "✓ " + claim) : in(Tone.BAD, "✗ " + claim)));
        out.flush();
    }

    String in(Tone tone, String text) {
        return terminal ? tone.code + text + RESET : text;
    }

    /**
     * A bar of up to {@code width} cells for {@code value} out of {@code full}, padded to {@code
     * width}.
     */
    String bar(double value, double full, int width, Tone tone) {
        int cells = (int) Math.round(width * Math.min(value / Math.max(full, 1e-9), 1));
        int shown = value > 0 ? Math.max(cells, 1) : 0;
        String bar = (terminal ? BAR : PLAIN_BAR).repeat(shown);
        return in(tone, bar) + " ".repeat(width - shown);
    }

    /**
     * One row of a waterfall: what ended {@code end} after the start of everything, having begun at
     * {@code begin}; in milliseconds.
     */
    void span(String name, double begin, double end, double total) {
        int width = 40;
        int offset = (int) Math.round(width * begin / Math.max(total, 1e-9));
        int length = Math.max(1, (int) Math.round(width * (end - begin) / Math.max(total, 1e-9)));
        String bar =
                " ".repeat(Math.min(offset, width - 1))
                        + in(
                                Tone.GOOD,
                                (terminal ? BAR : PLAIN_BAR)
                                        .repeat(
                                                Math.min(
                                                        length,
                                                        width - Math.min(offset, width - 1))));
        line(String.format(Locale.ROOT, "%-12s %8.1f ms  %s", name, end, bar));
    }
}
