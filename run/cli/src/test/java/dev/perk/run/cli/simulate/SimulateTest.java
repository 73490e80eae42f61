package dev.perk.run.cli.simulate;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

class SimulateTest {
    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();
    @TempDir Path folder;

    @Test
    void outcomesStandSideBySideAboveTheirCurves() throws IOException {
        Path trace = folder.resolve("small.csv");
        Files.writeString(
                trace,
                """
                time,requests,duration
                10,1,0.2
                60,12,20
                100,30,15
                400,1,0.2
                """);
        int code =
                run(
                        "--trace",
                        trace.toString(),
                        "--set",
                        "target=10",
                        "--compare",
                        "window=30s",
                        "--suggest",
                        "p99<1s");
        assertThat(err.toString()).isEmpty();
        assertThat(code).isZero();
        assertThat(out.toString().replaceAll(" +\n", "\n"))
                .isEqualTo(
                        """
                        small.csv: 6m30s of requests, and 3m0s after them; pods start in 2s

                                               target=10      window=30s
                        requests                      44              44
                        refused                        0               0
                        replica-seconds              525      -38 %  326
                        peak replicas                  5               5
                        pod starts                     6               8
                        cold starts                    2               3
                        waited                         2              14
                        wait p50                    0 ms            0 ms
                        wait p95                    0 ms         2000 ms
                        wait p99                 2000 ms         2000 ms
                        wait max                 2000 ms         2000 ms

                        concurrency      30 ┤            █
                                            ┤           ▄█
                                            ┤      ▁▅▃  ██
                                          0 ┤▁     ███  ███                                   ▁

                        target=10
                        replicas       5.00 ┤            ▆███████
                                            ┤            ████████
                                            ┤       ▅▅▅▅▅████████▁
                                          0 ┤▆▆▆▆▆▆▇██████████████▁                           ▅▆▆▆▆▆▆▆▃

                        window=30s
                        replicas       5.00 ┤            ████
                                            ┤            ████
                                            ┤       ▅▅▅▄▃████▁
                                          0 ┤▆▆▆▆▂ ▇██████████▂                               ▅▆▆▆▄
                                            └0                                                                  9m30s

                        cheapest settings found with p99<1s:

                          replica-seconds  cold starts        p50        p99        max  settings
                        ✓             570            0       0 ms       0 ms       0 ms  min-scale=1 panic-window-percentage=50 target=40 window=30s
                        ✓             582            0       0 ms       0 ms       0 ms  min-scale=1 panic-window-percentage=50 target=40 window=6s
                        ✓             584            0       0 ms       0 ms       0 ms  min-scale=1 target=40 window=6s
                        ✓             588            0       0 ms       0 ms       0 ms  min-scale=1 panic-window-percentage=50 target=40 window=15s
                        ✓             600            0       0 ms       0 ms       0 ms  min-scale=1 panic-window-percentage=50 target=20 window=6s
                        """);
    }

    @Test
    void whatCannotBeReadIsNamed() {
        assertThat(run("--trace", folder.resolve("none.csv").toString())).isEqualTo(1);
        assertThat(err.toString())
                .isEqualTo("perk: there is no file " + folder.resolve("none.csv") + "\n");
    }

    @Test
    void aSettingThatAdmissionRefusesIsRefusedInItsWords() throws IOException {
        Path trace = Files.writeString(folder.resolve("one.csv"), "1,1,0.2\n");
        assertThat(run("--trace", trace.toString(), "--compare", "min-scale=2,max-scale=1"))
                .isEqualTo(1);
        assertThat(err.toString())
                .isEqualTo(
                        "perk: max-scale=1 is less than min-scale=2:"
                                + " metadata.annotations.autoscaling.knative.dev/max-scale,"
                                + " metadata.annotations.autoscaling.knative.dev/min-scale\n");
    }

    @Test
    void aBadLineIsNamedWithItsFile() throws IOException {
        Path trace = Files.writeString(folder.resolve("bad.csv"), "1,1,0.2\n2,x,0.2\n");
        assertThat(run("--trace", trace.toString())).isEqualTo(1);
        assertThat(err.toString())
                .isEqualTo(
                        "perk: "
                                + trace
                                + ": line 2: requests = \"x\" (expected: a whole number, 0 or"
                                + " more)\n");
    }

    private int run(String... arguments) {
        return new CommandLine(new Simulate())
                .setOut(new PrintWriter(out, true))
                .setErr(new PrintWriter(err, true))
                .execute(arguments);
    }
}
