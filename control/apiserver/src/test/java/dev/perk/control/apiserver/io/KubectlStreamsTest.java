package dev.perk.control.apiserver.io;

import static org.assertj.core.api.Assertions.assertThat;

import dev.perk.control.apiserver.io.Kubectl.Said;
import dev.perk.control.apiserver.registry.Admission;
import dev.perk.control.apiserver.rest.PodLogs;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Stock kubectl that talks to pods: over WebSockets, and over SPDY as older ones do. */
@TestInstance(Lifecycle.PER_CLASS)
class KubectlStreamsTest {
    private static final Pattern FORWARDING =
            Pattern.compile("Forwarding from 127.0.0.1:(\\d+) ->");

    private final EchoPods pods = new EchoPods();
    private TestServer server;
    private Kubectl kubectl;
    private Path home;

    @BeforeAll
    void start(@TempDir Path folder) throws IOException {
        Kubectl.assumePresent();
        home = folder;
        server = new TestServer(folder, PodLogs.none(), pods, Admission.NONE);
        kubectl = new Kubectl(server.kubeconfig(), home);
        kubectl.run(
                        "create",
                        "-f",
                        kubectl.file(
                                "pod.yaml",
                                """
                                apiVersion: v1
                                kind: Pod
                                metadata: {name: p}
                                spec:
                                  nodeName: node
                                  containers: [{name: a, image: i, stdin: true}]
                                """))
                .ok();
        kubectl.run(
                        "patch",
                        "pod",
                        "p",
                        "--subresource=status",
                        "--type=merge",
                        "-p",
                        "{\"status\":{\"phase\":\"Running\",\"containerStatuses\":[{\"name\":\"a\",\"state\":{\"running\":{}}}]}}")
                .ok();
    }

    @AfterAll
    void stop() {
        if (server != null) {
            server.close();
        }
    }

    private Kubectl over(String webSockets) {
        return kubectl.with("KUBECTL_REMOTE_COMMAND_WEBSOCKETS", webSockets)
                .with("KUBECTL_PORT_FORWARD_WEBSOCKETS", webSockets);
    }

    @ParameterizedTest
    @ValueSource(strings = {"true", "false"})
    void runsACommandAndEndsAsItDoes(String webSockets) {
        Said said = over(webSockets).run("exec", "p", "--", "one", "two", "three");

        assertThat(said.exit()).isEqualTo(3);
        assertThat(said.out()).isEqualTo("out\n");
        assertThat(said.err()).isEqualTo("err\ncommand terminated with exit code 3\n");
        assertThat(pods.journal()).anyMatch(line -> line.startsWith("exec p/a [one, two, three]"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"true", "false"})
    void passesOnWhatItIsGivenWhole(String webSockets) throws IOException {
        Path input = home.resolve("input");
        Files.writeString(input, "0123456789abcdef".repeat(1 << 16));
        Said said = over(webSockets).reading(input).run("exec", "-i", "p", "--", "cat");

        assertThat(said.out()).hasSize((1 << 20) + 4).startsWith("0123").endsWith("cdefout\n");
        assertThat(said.exit()).isEqualTo(1);
    }

    @ParameterizedTest
    @ValueSource(strings = {"true", "false"})
    void saysWhyACommandCannotBeRun(String webSockets) {
        Said said = over(webSockets).run("exec", "p", "--", "nope");

        assertThat(said.exit()).isEqualTo(1);
        assertThat(said.err())
                .contains("Internal error occurred: nope: executable file not found in $PATH");
    }

    @Test
    void saysWhatIsWrongBeforeAnythingBegins() {
        assertThat(kubectl.run("exec", "p", "-c", "x", "--", "ls").err())
                .contains("container x is not valid for pod p");
    }

    @ParameterizedTest
    @ValueSource(strings = {"true", "false"})
    void attaches(String webSockets) throws IOException {
        Path input = Files.writeString(home.resolve("word"), "hello\n");
        Said said = over(webSockets).reading(input).run("attach", "-i", "p").ok();

        assertThat(said.out()).isEqualTo("hello\nout\n");
    }

    @ParameterizedTest
    @ValueSource(strings = {"true", "false"})
    void forwardsPorts(String webSockets) throws Exception {
        Path out = home.resolve("forward-" + webSockets);
        Path err = home.resolve("forward.err-" + webSockets);
        Process forward =
                over(webSockets).start(out, err, "port-forward", "p", ":" + EchoPods.ECHO, ":8");
        try {
            List<Integer> ports = awaitPorts(out, err);
            for (int i = 0; i < 3; i++) {
                assertThat(echo(ports.getFirst(), 1 << 20)).isEqualTo(1 << 20);
            }
            // Nobody listens on the other one, and kubectl gives up when it hears of it.
            assertThat(echo(ports.getLast(), 1)).isZero();
            assertThat(forward.waitFor(20, TimeUnit.SECONDS)).isTrue();
            assertThat(Files.readString(err))
                    .contains("error forwarding port 8 to pod p, uid ")
                    .contains("Connection refused");
        } finally {
            forward.destroy();
        }
    }

    /** Sends so many bytes, and counts what comes back until the end. */
    private static int echo(int port, int bytes) throws Exception {
        try (var socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
            Thread.ofVirtual()
                    .start(() -> {
                        try {
                            socket.getOutputStream().write(new byte[bytes]);
                            socket.shutdownOutput();
                        } catch (IOException e) {
                            // The other side has ended: it is what comes back that counts.
                        }
                    });
            return socket.getInputStream().readAllBytes().length;
        }
    }

    /** The local ports, in the order in which they were asked for. */
    private List<Integer> awaitPorts(Path out, Path err) throws Exception {
        var found = new CompletableFuture<List<Integer>>();
        var timer =
                server.scheduler()
                        .every(
                                Duration.ofMillis(20),
                                () -> {
                                    List<Integer> ports = ports(out);
                                    if (ports.size() == 2) {
                                        found.complete(ports);
                                    }
                                });
        try {
            return found.get(20, TimeUnit.SECONDS);
        } catch (java.util.concurrent.TimeoutException e) {
            throw new AssertionError(Files.readString(out) + Files.readString(err), e);
        } finally {
            timer.cancel();
        }
    }

    private static List<Integer> ports(Path out) {
        try (InputStream in = Files.newInputStream(out)) {
            String text = new String(in.readAllBytes(), StandardCharsets.UTF_8);
            Matcher matcher = FORWARDING.matcher(text);
            return matcher.results().map(result -> Integer.valueOf(result.group(1))).toList();
        } catch (IOException e) {
            return List.of();
        }
    }
}
