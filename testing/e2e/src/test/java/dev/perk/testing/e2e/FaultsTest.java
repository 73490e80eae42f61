package dev.perk.testing.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeFalse;

import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * What goes wrong gives one clear message that names the thing, in the right place, and never a
 * stack trace.
 */
class FaultsTest {
    @TempDir private Path temporary;

    @Test
    void aPortInUseEndsTheStartWithItsNumber() throws Exception {
        try (var taken = new ServerSocket(0)) {
            String port = Integer.toString(taken.getLocalPort());
            Perk.Output output = up("--http-port", port);
            assertThat(output.exit()).isEqualTo(1);
            assertThat(output.err()).contains(port).contains("in use").doesNotContain("\tat ");
        }
    }

    @Test
    void aDataFolderThatIsAFileIsNamed() throws Exception {
        Path file = Files.writeString(temporary.resolve("file"), "no folder");
        Perk.Output output = run("up", "--data-dir", file.toString());
        assertThat(output.exit()).isEqualTo(1);
        assertThat(output.err()).contains(file.toString()).doesNotContain("\tat ");
    }

    @Test
    void aCorruptStoreIsNamed() throws Exception {
        Path home = Files.createDirectory(temporary.resolve("home"));
        Files.writeString(home.resolve("perk.db"), "this is no database. ".repeat(1000));
        Perk.Output output = up();
        assertThat(output.exit()).isEqualTo(1);
        assertThat(output.err()).contains("perk.db").doesNotContain("\tat ");
    }

    @Test
    void aFolderInUseIsSaidToBeInUse() throws Exception {
        Path home = Files.createDirectory(temporary.resolve("home"));
        try (Perk first = Perk.up(home, "process")) {
            assertThat(first).isNotNull();
            Perk.Output second = up();
            assertThat(second.exit()).isEqualTo(1);
            assertThat(second.err())
                    .contains(home.toString())
                    .contains("in use")
                    .doesNotContain("\tat ");
        }
    }

    @Test
    void anUnknownOptionIsBadUsage() {
        Perk.Output output = run("up", "--no-such-option");
        assertThat(output.exit()).isEqualTo(2);
        assertThat(output.err()).contains("--no-such-option");
    }

    @Test
    void kubectlTellsWhatIsWrongWithAnObject() throws Exception {
        assumeFalse(Perk.lacks("kubectl"), "kubectl is missing on this machine");
        Path home = Files.createDirectory(temporary.resolve("home"));
        try (Perk perk = Perk.up(home, "process")) {
            assertThat(perk.apply("default", "apiVersion: serving.knative.dev/v1\nkind: [").err())
                    .contains("error parsing");
            assertThat(perk.apply("default", service("containerConcurrency: 100\nlanes: 3")).err())
                    .contains("unknown field \"spec.template.spec.lanes\"");
            assertThat(perk.apply("default", service("containerConcurrency: 100000")).err())
                    .contains(
                            "expected 0 <= 100000 <= 1000:"
                                    + " spec.template.spec.containerConcurrency");
            perk.apply("default", service("containerConcurrency: 1")).ok();
            perk.kubectl("wait", "ksvc/broken", "--for=condition=Ready=False", "--timeout=60s")
                    .ok();
            String why =
                    perk.kubectl(
                                    "get",
                                    "ksvc",
                                    "broken",
                                    "-o",
                                    "jsonpath={.status.conditions[*].message}")
                            .ok()
                            .out();
            assertThat(why).contains("dev.local/no-such-image");
        }
    }

    private static String service(String templateSpec) {
        return """
        apiVersion: serving.knative.dev/v1
        kind: Service
        metadata:
          name: broken
        spec:
          template:
            metadata:
              annotations:
                serving.knative.dev/progress-deadline: 5s
            spec:
              %s
              containers:
                - image: dev.local/no-such-image
        """
                .formatted(templateSpec.indent(6).strip());
    }

    /** {@code perk up} in the test's folder, on free ports unless {@code more} says otherwise. */
    private Perk.Output up(String... more) {
        List<String> arguments =
                new ArrayList<>(List.of("up", "--data-dir", temporary.resolve("home").toString()));
        for (String port : List.of("--api-port", "--http-port", "--https-port")) {
            if (!List.of(more).contains(port)) {
                arguments.addAll(List.of(port, "0"));
            }
        }
        arguments.addAll(List.of(more));
        return run(arguments.toArray(String[]::new));
    }

    private static Perk.Output run(String... arguments) {
        List<String> command = new ArrayList<>(List.of(Perk.checkout().resolve("perk").toString()));
        command.addAll(List.of(arguments));
        return Perk.run(command);
    }
}
