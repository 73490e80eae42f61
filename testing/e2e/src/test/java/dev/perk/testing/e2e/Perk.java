package dev.perk.testing.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A running {@code perk up} and the two ways to talk to it: {@code kubectl} and HTTP through the
 * gateway.
 */
public final class Perk implements AutoCloseable {
    static {
        // The gateway is at 127.0.0.1; the name of a Service travels in the Host header.
        System.setProperty("jdk.httpclient.allowRestrictedHeaders", "host");
    }

    /** On a loaded machine, without the cache of classes; what hangs is ended then. */
    private static final Duration START = Duration.ofMinutes(3);

    private static final Duration STOP = Duration.ofMinutes(1);
    private static final Duration COMMAND = Duration.ofMinutes(2);
    private static final Pattern KUBECONFIG = Pattern.compile("kubeconfig\\s+(\\S+)");
    private static final Pattern GATEWAY = Pattern.compile("gateway\\s+(http://\\S+)");

    /** What a command printed and how it ended. */
    record Output(int exit, String out, String err) {
        Output ok() {
            assertThat(exit).as("exit code; stdout: %s; stderr: %s", out, err).isZero();
            return this;
        }
    }

    private final Process process;
    private final Path home;
    private final Path kubeconfig;
    private final URI gateway;
    private final HttpClient http =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

    private Perk(Process process, Path home, Path kubeconfig, URI gateway) {
        this.process = process;
        this.home = home;
        this.kubeconfig = kubeconfig;
        this.gateway = gateway;
    }

    /** The folder of the checkout, where the launcher is. */
    static Path checkout() {
        for (Path folder = Path.of("").toAbsolutePath();
                folder != null;
                folder = folder.getParent()) {
            if (Files.isExecutable(folder.resolve("perk"))) {
                return folder;
            }
        }
        throw new IllegalStateException("no perk launcher above " + Path.of("").toAbsolutePath());
    }

    /** The sample's image, packed on first use. */
    static Path sampleImage() {
        Path sample = checkout().resolve("samples/helloworld");
        Path tar = sample.resolve("target/helloworld.tar");
        if (!Files.exists(tar)) {
            run(List.of(sample.resolve("build-image").toString())).ok();
        }
        return tar;
    }

    public static boolean lacks(String tool) {
        return List.of(System.getenv().getOrDefault("PERK_WITHOUT", "").split(",")).contains(tool);
    }

    /**
     * Starts {@code perk up} in {@code home} on free ports and waits until it says that it is up.
     */
    public static Perk up(Path home, String runtime, String... more) {
        return upAt(0, home, runtime, more);
    }

    /**
     * The same with its API on a port that others know.
     *
     * @param apiPort 0 for any
     */
    static Perk upAt(int apiPort, Path home, String runtime, String... more) {
        List<String> command =
                new ArrayList<>(
                        List.of(
                                checkout().resolve("perk").toString(),
                                "up",
                                "--data-dir",
                                home.toString(),
                                "--api-port",
                                Integer.toString(apiPort),
                                "--http-port",
                                "0",
                                "--https-port",
                                "0",
                                "--runtime",
                                runtime));
        command.addAll(List.of(more));
        try {
            Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
            return started(process, home);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Perk started(Process process, Path home) throws IOException {
        Thread deadline = Thread.ofVirtual().start(() -> destroyUnless(process, START));
        StringBuilder said = new StringBuilder();
        BufferedReader lines = process.inputReader(StandardCharsets.UTF_8);
        Matcher kubeconfig = KUBECONFIG.matcher("");
        Matcher gateway = GATEWAY.matcher("");
        boolean up = false;
        for (String line = lines.readLine(); line != null; line = lines.readLine()) {
            said.append(line).append('\n');
            up |= line.startsWith("Perk is up");
            if (up && kubeconfig.reset(said).find() && gateway.reset(said).find()) {
                deadline.interrupt();
                Thread.ofVirtual().start(() -> printRest(lines));
                return new Perk(
                        process, home, Path.of(kubeconfig.group(1)), URI.create(gateway.group(1)));
            }
        }
        throw new IllegalStateException("perk up ended before it was up. It said:\n" + said);
    }

    /** Until Perk ends; a Perk that was killed takes its output with it. */
    private static void printRest(BufferedReader lines) {
        try {
            lines.lines().forEach(System.out::println);
        } catch (UncheckedIOException e) {
            System.out.println("(no more output of perk: " + e.getMessage() + ")");
        }
    }

    private static void destroyUnless(Process process, Duration limit) {
        try {
            if (!process.waitFor(limit.toMillis(), TimeUnit.MILLISECONDS)) {
                process.destroyForcibly();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Loads an image, as {@code docker save} writes it. */
    public void load(Path image) {
        run(List.of(
                        checkout().resolve("perk").toString(),
                        "image",
                        "load",
                        image.toString(),
                        "--data-dir",
                        home.toString()))
                .ok();
    }

    /** {@code kubectl ARGUMENTS}, with the kubeconfig that Perk wrote. */
    Output kubectl(String... arguments) {
        List<String> command =
                new ArrayList<>(List.of("kubectl", "--kubeconfig", kubeconfig.toString()));
        command.addAll(List.of(arguments));
        return run(command);
    }

    /** {@code kubectl apply -f} of this YAML. */
    Output apply(String namespace, String yaml) {
        try {
            Path file = Files.createTempFile(home.getParent(), "apply", ".yaml");
            Files.writeString(file, yaml);
            return kubectl("apply", "-n", namespace, "-f", file.toString());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static Output run(List<String> command) {
        try {
            Path out = Files.createTempFile("e2e", ".out");
            Path err = Files.createTempFile("e2e", ".err");
            Process process =
                    new ProcessBuilder(command)
                            .redirectOutput(out.toFile())
                            .redirectError(err.toFile())
                            .start();
            if (!process.waitFor(COMMAND.toMillis(), TimeUnit.MILLISECONDS)) {
                process.destroyForcibly();
                throw new AssertionError(command + " did not end within " + COMMAND);
            }
            Output output =
                    new Output(process.exitValue(), Files.readString(out), Files.readString(err));
            Files.delete(out);
            Files.delete(err);
            return output;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    /** Asks the gateway for {@code target} of the Service at {@code host}. */
    HttpResponse<String> get(String host, String target) {
        HttpRequest request =
                HttpRequest.newBuilder(gateway.resolve(target))
                        .header("Host", host)
                        .timeout(COMMAND)
                        .build();
        try {
            return http.send(request, BodyHandlers.ofString());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    /** The data folder. */
    Path home() {
        return home;
    }

    /** {@code kill -9}: no goodbye to anybody. */
    void kill() {
        process.destroyForcibly();
        assertEnded();
    }

    /** SIGTERM, which is no failure. */
    @Override
    public void close() {
        process.destroy();
        assertEnded();
        assertThat(process.exitValue()).as("exit code after SIGTERM").isZero();
    }

    private void assertEnded() {
        try {
            assertThat(process.waitFor(STOP.toMillis(), TimeUnit.MILLISECONDS))
                    .as("perk ended within %s", STOP)
                    .isTrue();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            process.destroyForcibly();
        }
    }
}
