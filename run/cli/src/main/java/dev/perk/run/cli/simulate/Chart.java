package dev.perk.run.cli.simulate;

import dev.perk.api.text.GoDuration;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/** A number over time, drawn with blocks. */
final class Chart {
    private static final int ROWS = 4;
    private static final int STEPS = 8;
    private static final String BLOCKS = " ▁▂▃▄▅▆▇█";

    private Chart() {}

    /**
     * @param means one per column, 0 or more
     */
    static List<String> lines(String name, double[] means) {
        double top = Arrays.stream(means).max().orElse(0);
        List<String> lines = new ArrayList<>();
        for (int row = ROWS - 1; row >= 0; row--) {
            var line = new StringBuilder();
            for (double mean : means) {
                line.append(block(mean, top, row));
            }
            String label = row == ROWS - 1 ? name : "";
            String scale = row == ROWS - 1 ? number(top) : row == 0 ? "0" : "";
            lines.add("%-12s%7s ┤%s".formatted(label, scale, line.toString().stripTrailing()));
        }
        return lines;
    }

    private static char block(double mean, double top, int row) {
        if (top == 0 || mean <= 0) {
            return ' ';
        }
        // Whatever is not nothing is seen.
        long height = Math.max(1, Math.round(mean / top * ROWS * STEPS));
        return BLOCKS.charAt(Math.clamp(height - (long) row * STEPS, 0, STEPS));
    }

    /** What stands below all charts. */
    static String axis(int columns, Duration length) {
        String end = GoDuration.print(length);
        return " ".repeat(20)
                + "└"
                + "0"
                + " ".repeat(Math.max(1, columns - 1 - end.length()))
                + end;
    }

    private static String number(double value) {
        return String.format(Locale.ROOT, value < 10 ? "%.2f" : "%.0f", value);
    }
}
