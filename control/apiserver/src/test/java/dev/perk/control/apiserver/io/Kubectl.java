package dev.perk.control.apiserver.io;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** The real kubectl, as a person at a terminal uses it, with a home folder of its own. */
final class Kubectl {
    private static final int PATIENCE_SECONDS = 60;

    private final Path kubeconfig;
    private final Path home;
    private final Map<String, String> environment;
    private final Path input;

    Kubectl(Path kubeconfig, Path home) {
        this(kubeconfig, home, Map.of(), Path.of("/dev/null"));
    }

    private Kubectl(Path kubeconfig, Path home, Map<String, String> environment, Path input) {
        this.kubeconfig = kubeconfig;
        this.home = home;
        this.environment = environment;
        this.input = input;
    }

    /** One with another variable in its environment. */
    Kubectl with(String name, String value) {
        Map<String, String> more = new HashMap<>(environment);
        more.put(name, value);
        return new Kubectl(kubeconfig, home, more, input);
    }

    /** One that reads {@code file}. */
    Kubectl reading(Path file) {
        return new Kubectl(kubeconfig, home, environment, file);
    }

    /** Skips the test where {@code PERK_WITHOUT} says that kubectl is missing. */
    static void assumePresent() {
        String without = System.getenv().getOrDefault("PERK_WITHOUT", "");
        assumeTrue(
                !Arrays.asList(without.split("[, ]", -1)).contains("kubectl"),
                "kubectl is not installed");
    }

    /**
     * @param out what it printed
     * @param err what it complained about
     */
    record Said(int exit, String out, String err) {
        Said ok() {
            assertThat(exit).as(out + err).isZero();
            return this;
        }

        List<String> lines() {
            return out.lines().toList();
        }
    }

    /** Runs one command to its end. */
    Said run(String... arguments) {
        try {
            Path out = Files.createTempFile(home, "out", "");
            Path err = Files.createTempFile(home, "err", "");
            Process process = start(out, err, arguments);
            if (!process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
                process.destroyForcibly();
                throw new AssertionError(
                        "kubectl "
                                + String.join(" ", arguments)
                                + " does not end: "
                                + Files.readString(out)
                                + Files.readString(err));
            }
            return new Said(process.exitValue(), Files.readString(out), Files.readString(err));
        } catch (IOException | InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    /** Starts a command that goes on until it is destroyed. */
    Process start(Path out, Path err, String... arguments) throws IOException {
        List<String> command = new ArrayList<>(List.of("kubectl"));
        command.addAll(List.of(arguments));
        ProcessBuilder builder =
                new ProcessBuilder(command)
                        .redirectInput(input.toFile())
                        .redirectOutput(out.toFile())
                        .redirectError(err.toFile());
        builder.environment().putAll(environment);
        builder.environment().put("KUBECONFIG", kubeconfig.toString());
        builder.environment().put("HOME", home.toString());
        builder.environment().put("EDITOR", "sed -i s/nginx:2/nginx:3/");
        return builder.start();
    }

    /** A manifest as a file. */
    String file(String name, String yaml) throws IOException {
        return Files.writeString(home.resolve(name), yaml).toString();
    }
}
