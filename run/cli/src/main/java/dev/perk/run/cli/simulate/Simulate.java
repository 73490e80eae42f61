package dev.perk.run.cli.simulate;

import dev.perk.api.text.GoDuration;
import dev.perk.api.text.Parsed;
import dev.perk.run.standalone.whatif.Objective;
import dev.perk.run.standalone.whatif.Outcome;
import dev.perk.run.standalone.whatif.Replay;
import dev.perk.run.standalone.whatif.Search;
import dev.perk.run.standalone.whatif.Settings;
import dev.perk.run.standalone.whatif.Setup;
import dev.perk.run.standalone.whatif.Trace;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Replays requests with other settings. */
@Command(
        name = "simulate",
        description = {
            "Replay recorded requests with the settings of then and with others, and compare.",
            "A file has lines of time,requests,duration, or is what perk record wrote."
        })
public final class Simulate implements Callable<Integer> {
    private static final int FAILED = 1;
    private static final int SUGGESTIONS = 5;

    @Spec CommandSpec command;

    @Option(names = "--trace", required = true, paramLabel = "FILE", description = "The requests.")
    Path trace;

    @Option(
            names = "--set",
            paramLabel = "KEY=VALUE",
            description =
                    "A setting of the Service: an autoscaling annotation, a key of"
                        + " config-autoscaler, containerConcurrency; or pod-start, pod-stop, pods.")
    List<String> set = List.of();

    @Option(
            names = "--compare",
            paramLabel = "KEY=VALUE[,…]",
            description = "Settings to compare with those; may be given several times.")
    List<String> compare = List.of();

    @Option(
            names = "--suggest",
            paramLabel = "OBJECTIVE",
            description = "Look for the cheapest settings with, for example, p99<500ms.")
    @Nullable String suggest;

    @Option(
            names = "--tail",
            paramLabel = "DURATION",
            description = "How long to look on after the last request (default: 3m).")
    String tail = "3m";

    @Override
    public Integer call() {
        try {
            run(command.commandLine().getOut());
            return 0;
        } catch (NoSuchFileException e) {
            return failed("there is no file " + e.getFile());
        } catch (CharacterCodingException e) {
            return failed(trace + " is no text (expected: UTF-8)");
        } catch (IOException e) {
            return failed("cannot read " + trace + ": " + e.getMessage());
        } catch (IllegalArgumentException e) {
            return failed(String.valueOf(e.getMessage()));
        }
    }

    private void run(PrintWriter out) throws IOException {
        Trace read = read();
        Duration after = tail();
        Settings base = with(read.settings(), set);
        Map<String, Settings> wanted = new LinkedHashMap<>();
        wanted.put(set.isEmpty() ? "as recorded" : String.join(",", set), base);
        for (String each : compare) {
            wanted.put(each, with(base, List.of(each.split(",", -1))));
        }
        // All are judged before the first is replayed.
        wanted.values().forEach(Settings::setup);
        @Nullable Objective objective = suggest == null ? null : Objective.parse(suggest);

        List<Report.Column> columns = new ArrayList<>();
        wanted.forEach((title, settings) ->
                columns.add(
                        new Report.Column(
                                title, Replay.of(read.arrivals(), settings.setup(), after))));
        out.printf(
                Locale.ROOT,
                "%s: %s of requests, and %s after them; pods start in %s%n%n",
                trace.getFileName(),
                GoDuration.print(read.arrivals().length()),
                GoDuration.print(after),
                GoDuration.print(base.podStart()));
        Report.table(columns).forEach(out::println);
        draw(out, columns, read.arrivals().length().plus(after));
        if (objective != null) {
            suggest(out, base, objective, setup -> Replay.of(read.arrivals(), setup, after));
        }
    }

    private static void draw(PrintWriter out, List<Report.Column> columns, Duration length) {
        out.println();
        Chart.lines("concurrency", columns.getFirst().outcome().concurrency().means())
                .forEach(out::println);
        for (Report.Column column : columns) {
            out.println();
            if (columns.size() > 1) {
                out.println(column.title());
            }
            Chart.lines("replicas", column.outcome().replicas().means()).forEach(out::println);
        }
        out.println(Chart.axis(Replay.PARTS, length));
    }

    private static void suggest(
            PrintWriter out, Settings base, Objective objective, Function<Setup, Outcome> replay) {
        List<Search.Candidate> best = Search.best(base, objective, replay, SUGGESTIONS);
        boolean met = objective.isMetBy(best.getFirst().outcome());
        out.println();
        out.println(
                met
                        ? "cheapest settings found with " + objective.text() + ":"
                        : "nothing that was tried has " + objective.text() + "; the nearest:");
        out.println();
        Suggestions.lines(best, objective).forEach(out::println);
    }

    private static Settings with(Settings settings, List<String> assignments) {
        Settings all = settings;
        for (String assignment : assignments) {
            all = all.with(assignment);
        }
        return all;
    }

    private Trace read() throws IOException {
        try {
            return Trace.read(Files.readAllLines(trace));
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException(trace + ": " + e.getMessage(), e);
        }
    }

    private Duration tail() {
        if (GoDuration.parse(tail) instanceof Parsed.Good<Duration>(Duration found)
                && !found.isNegative()
                && found.toDays() <= 7) {
            return found;
        }
        throw new IllegalArgumentException(
                "--tail = " + tail + " (expected: a duration such as 3m, up to 168h)");
    }

    private int failed(String why) {
        command.commandLine().getErr().println("perk: " + why);
        return FAILED;
    }
}
