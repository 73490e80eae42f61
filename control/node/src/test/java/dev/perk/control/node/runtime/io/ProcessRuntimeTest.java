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
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

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
        image = HostImage.load(images, temp, Unpacking.MERGED, "sh", "cat", "sleep");
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
