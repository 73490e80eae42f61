package dev.perk.run.cli.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

/** 1 if a process cannot start, 2 for bad usage, and one line that says why. */
class ExitCodesTest {
    private final StringWriter errors = new StringWriter();

    private int execute(Object command, String... args) {
        return new CommandLine(command).setErr(new PrintWriter(errors, true)).execute(args);
    }

    @Test
    void aQueueProxyOutsideOfAPodMissesItsVariables() {
        assertThat(execute(new Queue())).isEqualTo(1);
        assertThat(errors).hasToString("required key CONTAINER_CONCURRENCY missing value\n");
    }

    @Test
    void anAutoscalerMustKnowItsPod() {
        assertThat(execute(new Autoscaler())).isEqualTo(1);
        assertThat(errors).hasToString("required key POD_NAME missing value\n");
    }

    @Test
    void aKubeconfigMustBeThere(@TempDir Path folder) {
        String nowhere = folder.resolve("nowhere").toString();
        assertThat(execute(new Controller(), "--kubeconfig", nowhere)).isEqualTo(1);
        assertThat(execute(new Gateway(), "--kubeconfig", nowhere)).isEqualTo(1);
        assertThat(errors.toString())
                .isEqualTo(("kubeconfig = " + nowhere + " (expected: a file)\n").repeat(2));
    }

    @Test
    void theActivatorSaysThatItIsNotBuilt() {
        assertThat(execute(new Activator())).isEqualTo(1);
        assertThat(errors.toString()).startsWith("the activator is not built yet");
    }

    @Test
    void anUnknownOptionIsBadUsage() {
        assertThat(execute(new Controller(), "--colour")).isEqualTo(2);
    }
}
