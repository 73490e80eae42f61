package dev.perk.run.cli.simulate;

import dev.perk.run.standalone.whatif.Outcome;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.Function;

/** Outcomes side by side; of the second and all after it also how they differ from the first. */
final class Report {
    private static final int NARROWEST = 14;

    /**
     * @param title the settings in few words
     */
    record Column(String title, Outcome outcome) {}

    private final List<Column> columns;

    private Report(List<Column> columns) {
        this.columns = columns;
    }

    static List<String> table(List<Column> columns) {
        return new Report(columns).lines();
    }

    private List<String> lines() {
        List<String> lines = new ArrayList<>();
        lines.add(row("", Column::title));
        lines.add(row("requests", each -> whole(each.outcome().requests())));
        lines.add(row("refused", each -> whole(each.outcome().refused())));
        lines.add(row("replica-seconds", this::cost));
        lines.add(row("peak replicas", each -> whole(each.outcome().replicas().peak())));
        lines.add(row("pod starts", each -> whole(each.outcome().podStarts())));
        lines.add(row("cold starts", each -> whole(each.outcome().coldStarts())));
        lines.add(row("waited", each -> whole(each.outcome().waits().waited())));
        lines.add(row("wait p50", each -> wait(each, 0.5)));
        lines.add(row("wait p95", each -> wait(each, 0.95)));
        lines.add(row("wait p99", each -> wait(each, 0.99)));
        lines.add(row("wait max", each -> wait(each, 1)));
        return lines;
    }

    private String row(String name, Function<Column, String> cell) {
        var line = new StringBuilder("%-16s".formatted(name));
        for (Column column : columns) {
            int width = Math.max(NARROWEST, column.title().length());
            line.append("  ").append(" ".repeat(Math.max(0, width - cell.apply(column).length())));
            line.append(cell.apply(column));
        }
        return line.toString().stripTrailing();
    }

    private String cost(Column column) {
        double cost = column.outcome().replicaSeconds();
        double first = columns.getFirst().outcome().replicaSeconds();
        String text = String.format(Locale.ROOT, "%,.0f", cost);
        if (column.equals(columns.getFirst()) || first == 0) {
            return text;
        }
        return String.format(Locale.ROOT, "%+.0f %%  %s", 100 * (cost / first - 1), text);
    }

    private static String whole(long number) {
        return String.format(Locale.ROOT, "%,d", number);
    }

    private static String wait(Column column, double part) {
        return wait(column.outcome().waits().quantile(part));
    }

    static String wait(Duration wait) {
        double millis = wait.toNanos() / 1e6;
        return millis < 10_000
                ? String.format(
                        Locale.ROOT, millis < 10 && millis > 0 ? "%.1f ms" : "%.0f ms", millis)
                : String.format(Locale.ROOT, "%.1f s", millis / 1000);
    }
}
