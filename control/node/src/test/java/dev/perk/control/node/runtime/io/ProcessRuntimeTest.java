package dev.perk.control.node.runtime.io;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.perk.control.node.image.LocalImage;
import dev.perk.control.node.image.io.ImageStore;
import dev.perk.control.node.image.io.Unpacking;
import dev.perk.control.node.runtime.Container;
import dev.perk.control.node.runtime.Container.ExecResult;
import dev.perk.control.node.runtime.ContainerRuntime;
import dev.perk.control.node.runtime.ContainerRuntime.SandboxResult;
import dev.perk.control.node.runtime.Sandbox;
import dev.perk.control.node.runtime.StartResult;
import dev.perk.kube.io.SystemScheduler;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Real processes, as any user. */
class ProcessRuntimeTest {
    @TempDir Path temp;
    private SystemScheduler scheduler;
    private ImageStore images;
    private LocalImage image;
    private ContainerRuntime runtime;

    @BeforeEach
    void open() throws IOException {
        assumeTrue(
                System.getProperty("os.name").equals("Linux"),
                "the test's image is made of this machine's Linux programs");
        scheduler = new SystemScheduler();
        images = ImageStore.open(temp.resolve("images"));
        image = HostImage.load(images, temp, Unpacking.MERGED, "sh", "cat", "sleep", "stty");
        runtime = detect();
    }

    private ContainerRuntime detect() throws IOException {
        return Runtimes.detect(
                        Runtimes.Wish.PROCESS, temp, images, Runtimes.DEFAULT_SUBNET, scheduler)
                .runtime();
    }

    @AfterEach
    void close() {
        if (runtime != null) {
            runtime.close();
            assertThat(ProcessHandle.current().children().filter(ProcessRuntimeTest::runs))
                    .isEmpty();
            scheduler.close();
        }
    }

    private Sandbox sandbox(String uid, Integer... ports) {
        return switch (runtime.openSandbox(Specs.sandbox(temp.resolve("pods"), uid, ports))) {
            case SandboxResult.Opened(Sandbox sandbox) -> sandbox;
            case SandboxResult.Failed(String message) -> throw new AssertionError(message);
        };
    }

    private static Container start(Sandbox sandbox, Specs specs, Recorder recorder) {
        return switch (sandbox.start(specs.spec(), recorder)) {
            case StartResult.Started(Container container) -> container;
            case StartResult.NotCreated(String message) -> throw new AssertionError(message);
            case StartResult.NotRun(String message) -> throw new AssertionError(message);
        };
    }

    private Specs shell(String script) {
        return Specs.run(image, "/bin/sh", "-c", script);
    }

    /** One that has ended may still be in the process table, but without a program. */
    private static boolean runs(ProcessHandle process) {
        return process.info().command().isPresent();
    }

    @Test
    void runsTheImagesProgramFromTheImagesFiles() throws Exception {
        var recorder = new Recorder();
        start(sandbox("a"), Specs.run(image, "cat", "/etc/passwd"), recorder);
        assertThat(recorder.awaitExit().code()).isZero();
        assertThat(recorder.out()).contains("nobody:x:65534");
    }

    @Test
    void tellsOutputAndExitCode() throws Exception {
        var recorder = new Recorder();
        start(sandbox("a"), shell("echo out; echo err >&2; exit 3"), recorder);
        assertThat(recorder.awaitExit().code()).isEqualTo(3);
        assertThat(recorder.out()).isEqualTo("out\n");
        assertThat(recorder.err()).isEqualTo("err\n");
    }

    @Test
    void eachPodGetsAnAddressAndAFreePort() throws Exception {
        Sandbox one = sandbox("a", 8080);
        Sandbox two = sandbox("b", 8080);
        assertThat(one.address()).startsWith("127.").isNotEqualTo(two.address());
        assertThat(one.endpoint(8080)).isNotEqualTo(two.endpoint(8080));
        try (var server = new ServerSocket()) {
            server.bind(new InetSocketAddress(InetAddress.getByName(one.address()), 0));
            assertThat(server.isBound()).as("this machine can listen on it").isTrue();
        }
        var recorder = new Recorder();
        start(one, shell("echo $PORT").env("PORT", "8080"), recorder);
        recorder.awaitExit();
        assertThat(recorder.out().trim()).isEqualTo(Integer.toString(one.endpoint(8080).getPort()));
    }

    @Test
    void stopsAProcessWithAllThatItStarted() throws Exception {
        var recorder = new Recorder();
        Container container =
                start(sandbox("a"), shell("sleep 1000 & echo $!; sleep 1000"), recorder);
        recorder.awaitOutput("\n");
        long child = Long.parseLong(recorder.out().trim());
        container.kill();
        assertThat(recorder.awaitExit().code()).isEqualTo(137);
        assertThat(ProcessHandle.of(child).filter(ProcessRuntimeTest::runs)).isEmpty();
    }

    @Test
    void aSignalReachesTheProgram() throws Exception {
        var recorder = new Recorder();
        Container container =
                start(
                        sandbox("a"),
                        shell("trap 'echo bye; exit 7' TERM; echo up; while :; do sleep 0.1; done"),
                        recorder);
        recorder.awaitOutput("up");
        container.signal("SIGTERM");
        assertThat(recorder.awaitExit().code()).isEqualTo(7);
        assertThat(recorder.out()).contains("bye");
    }

    @Test
    void saysWhatItCannotDo() throws IOException {
        Sandbox sandbox = sandbox("a");
        assertThat(sandbox.start(Specs.run(image, "/nope").spec(), new Recorder()))
                .isEqualTo(new StartResult.NotRun("exec: \"/nope\": not found in the image"));
        Path folder = Files.createDirectory(temp.resolve("volume"));
        assertThat(
                        sandbox.start(
                                shell("true").mount(folder, "/etc/config", true).spec(),
                                new Recorder()))
                .isEqualTo(
                        new StartResult.NotCreated(
                                "volumes need containers: the process runtime cannot show anything"
                                        + " at /etc/config"));
    }

    @Test
    void runsFurtherCommands() throws Exception {
        var recorder = new Recorder();
        Container container =
                start(sandbox("a"), shell("echo up; sleep 1000").env("WHO", "me"), recorder);
        recorder.awaitOutput("up");
        List<String> command = List.of("/bin/sh", "-c", "echo $WHO; exit 4");
        assertThat(container.exec(command, Duration.ofSeconds(10)))
                .isEqualTo(new ExecResult.Exited(4, "me\n"));
        assertThat(container.exec(List.of("/bin/sleep", "1000"), Duration.ofMillis(200)))
                .isEqualTo(new ExecResult.TimedOut());
    }

    @Test
    void somebodyTalksToACommand() throws Exception {
        Container container = startSleeper();
        try (Talk cat = Talk.begin(container, false, "cat")) {
            cat.say("one\n");
            assertThat(cat.hear("\n")).isEqualTo("one\n");
            cat.sayNoMore();
            assertThat(cat.end()).isZero();
        }
        try (Talk shell =
                Talk.begin(
                        container,
                        false,
                        "/bin/sh",
                        "-c",
                        "sleep 1000 & echo $WHO; echo problem >&2; exit 3")) {
            assertThat(shell.hearAll()).isEqualTo("me\n");
            assertThat(shell.hearErrors()).isEqualTo("problem\n");
            assertThat(shell.end()).isEqualTo(3);
        }
    }

    @Test
    void aCommandGetsATerminalOfTheSizeThatItIsTold() throws Exception {
        Talk.checkTerminal(startSleeper());
    }

    @Test
    void aCommandEndsWithWhoTalkedToIt() throws Exception {
        Talk talk = Talk.begin(startSleeper(), false, "sleep", "1000");
        talk.close();
        assertThat(talk.end()).isEqualTo(137);
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void aContainerCanBeTalkedTo(boolean onTerminal) throws Exception {
        var recorder = new Recorder();
        Container container =
                start(
                        sandbox("a"),
                        shell("read line; echo heard $line; exit 4").talking(onTerminal),
                        recorder);
        OutputStream input = container.input().orElseThrow();
        input.write("you\n".getBytes(StandardCharsets.UTF_8));
        input.flush();
        assertThat(recorder.awaitExit().code()).isEqualTo(4);
        assertThat(recorder.out()).contains("heard you");
    }

    private Container startSleeper() {
        return start(sandbox("a"), shell("sleep 1000").env("WHO", "me"), new Recorder());
    }

    @Test
    void aSecondStartStopsWhatACrashLeftBehind() throws Exception {
        var recorder = new Recorder();
        start(sandbox("a"), shell("echo up; sleep 1000"), recorder);
        recorder.awaitOutput("up");
        ContainerRuntime second = detect();
        assertThat(recorder.awaitExit().code()).isEqualTo(137);
        second.close();
    }

    @Test
    void saysWhyItWasChosen() throws IOException {
        assertThat(
                        Runtimes.detect(
                                        Runtimes.Wish.PROCESS,
                                        temp,
                                        images,
                                        Runtimes.DEFAULT_SUBNET,
                                        scheduler)
                                .reason())
                .isEqualTo(
                        "process: images run as plain processes, not isolated from this machine: as"
                                + " asked");
    }
}
