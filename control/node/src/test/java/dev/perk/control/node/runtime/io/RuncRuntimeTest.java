package dev.perk.control.node.runtime.io;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.perk.control.node.image.LocalImage;
import dev.perk.control.node.image.io.ImageStore;
import dev.perk.control.node.image.io.Unpacking;
import dev.perk.control.node.linux.io.Mounts;
import dev.perk.control.node.runtime.Cgroups;
import dev.perk.control.node.runtime.Container;
import dev.perk.control.node.runtime.Container.ExecResult;
import dev.perk.control.node.runtime.ContainerCommand;
import dev.perk.control.node.runtime.ContainerCommand.Wish;
import dev.perk.control.node.runtime.ContainerRuntime;
import dev.perk.control.node.runtime.ContainerRuntime.SandboxResult;
import dev.perk.control.node.runtime.ContainerSpec;
import dev.perk.control.node.runtime.InstanceNames;
import dev.perk.control.node.runtime.PodConnection;
import dev.perk.control.node.runtime.Sandbox;
import dev.perk.control.node.runtime.StartResult;
import dev.perk.kube.io.SystemScheduler;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.ConnectException;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Real containers. Clauses: Knative's runtime contract; runtime-spec. */
class RuncRuntimeTest {
    /** Without a module of Perl's, as the image has none. */
    private static final String ECHO_ON_LOOPBACK =
            """
            socket(S, 2, 1, 6); bind(S, pack("S n C4 x8", 2, 7000, 127, 0, 0, 1)) or die $!;
            listen(S, 5); accept(C, S); while (sysread(C, $b, 4096)) { syswrite(C, $b); }
            """;

    @TempDir static Path temp;
    private static SystemScheduler scheduler;
    private static ImageStore images;
    private static LocalImage image;
    private static ContainerRuntime runtime;
    private static int pods;

    @BeforeAll
    static void open() throws IOException {
        String without = System.getenv().getOrDefault("PERK_WITHOUT", "");
        assumeTrue(
                Runtimes.unpackingFor(Runtimes.Wish.AUTO) == Unpacking.STACKED,
                "containers need root, runc and ip; this machine is without: " + without);
        scheduler = new SystemScheduler();
        images = ImageStore.open(temp.resolve("images"));
        image =
                HostImage.load(
                        images,
                        temp,
                        Unpacking.STACKED,
                        "sh",
                        "cat",
                        "ls",
                        "sleep",
                        "id",
                        "stat",
                        "mkdir",
                        "grep",
                        "unshare",
                        "touch",
                        "stty",
                        "perl",
                        "tail");
        runtime = detect(temp);
    }

    private static ContainerRuntime detect(Path data) throws IOException {
        return Runtimes.detect(Runtimes.Wish.RUNC, data, images, Runtimes.DEFAULT_SUBNET, scheduler)
                .runtime();
    }

    @AfterAll
    static void close() throws IOException {
        if (runtime != null) {
            runtime.close();
            assertThat(traces(temp)).as("what is left on the machine").isEmpty();
            scheduler.close();
        }
    }

    /** Everything of this instance that can be seen on the machine. */
    private static List<String> traces(Path data) throws IOException {
        InstanceNames names = InstanceNames.of(data);
        List<String> traces = new ArrayList<>();
        for (Path folder :
                List.of(
                        Path.of("/run/netns"),
                        Path.of("/run/perk"),
                        Path.of("/sys/class/net"),
                        Path.of("/sys/fs/cgroup"),
                        Path.of("/sys/fs/cgroup/cpu"),
                        Path.of("/sys/fs/cgroup/memory"),
                        Path.of("/sys/fs/cgroup/unified"))) {
            if (Files.isDirectory(folder)) {
                try (Stream<Path> entries = Files.list(folder)) {
                    entries.map(Path::toString)
                            .filter(entry -> entry.contains(names.id()))
                            .forEach(traces::add);
                }
            }
        }
        for (String tool : List.of("iptables-save", "nft")) {
            Optional<Program> program = Program.find(tool);
            if (program.isPresent()) {
                List<String> list = tool.equals("nft") ? List.of("list", "ruleset") : List.of();
                program.get()
                        .run(list)
                        .output()
                        .lines()
                        .filter(line -> line.contains(names.bridge()))
                        .forEach(traces::add);
            }
        }
        Mounts.below(data).forEach(mount -> traces.add("mount " + mount));
        // What has ended but was not waited for has no program: the test's own child left it to us.
        ProcessHandle.current()
                .descendants()
                .filter(process -> process.info().command().isPresent())
                .forEach(process -> traces.add("process " + process.info()));
        return traces;
    }

    private static Sandbox sandbox() {
        return sandbox(runtime, temp);
    }

    private static Sandbox sandbox(ContainerRuntime in, Path data) {
        Path folder = data.resolve("pods");
        return switch (in.openSandbox(Specs.sandbox(folder, "uid" + pods++))) {
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

    private static Specs shell(String script) {
        return Specs.run(image, "/bin/sh", "-c", script);
    }

    /** Runs a script to its end and returns what it printed. */
    private static String output(Specs specs) throws Exception {
        var recorder = new Recorder();
        try (Sandbox sandbox = sandbox()) {
            Container container = start(sandbox, specs, recorder);
            recorder.awaitExit();
            container.remove();
        }
        return recorder.out() + recorder.err();
    }

    @Test
    void podsTogetherGetThePartOfTheirProcessors() throws Exception {
        int processors = Runtime.getRuntime().availableProcessors();
        Optional<Cgroups.Setting> weight =
                CgroupTrees.detect()
                        .layout()
                        .weightOfPods(InstanceNames.of(temp).cgroup(), processors);
        assumeTrue(weight.isPresent(), "this machine cannot divide its processors");
        output(shell("true"));
        assertThat(weight.get().file()).hasContent(weight.get().value());
    }

    @Test
    void tellsOutputAndExitCode() throws Exception {
        var recorder = new Recorder();
        try (Sandbox sandbox = sandbox()) {
            start(sandbox, shell("echo out; echo err >&2; exit 3"), recorder);
            assertThat(recorder.awaitExit().code()).isEqualTo(3);
        }
        assertThat(recorder.out()).isEqualTo("out\n");
        assertThat(recorder.err()).isEqualTo("err\n");
    }

    @Test
    void tellsAllOutputOfAShortLife() throws Exception {
        String text =
                output(shell("i=0; while [ $i -lt 5000 ]; do echo line $i; i=$((i+1)); done"));
        assertThat(text.lines()).hasSize(5000).last().isEqualTo("line 4999");
    }

    @Test
    void aSignalCanBeHandledAndAKillCannot() throws Exception {
        var polite = new Recorder();
        var stubborn = new Recorder();
        try (Sandbox sandbox = sandbox()) {
            Container first =
                    start(
                            sandbox,
                            shell(
                                    "trap 'echo bye; exit 7' TERM; echo up; while :; do sleep 0.1;"
                                            + " done"),
                            polite);
            polite.awaitOutput("up");
            first.signal("SIGTERM");
            assertThat(polite.awaitExit().code()).isEqualTo(7);
            assertThat(polite.out()).contains("bye");
            first.remove();

            Container second = start(sandbox, shell("echo up; sleep 1000"), stubborn);
            stubborn.awaitOutput("up");
            second.signal(
                    "SIGTERM"); // the first process of a container ignores what it expects not
            second.kill();
            assertThat(stubborn.awaitExit().code()).isEqualTo(137);
        }
    }

    @Test
    void saysWhatCannotBeRun() {
        try (Sandbox sandbox = sandbox()) {
            assertThat(sandbox.start(Specs.run(image, "/nope").spec(), new Recorder()))
                    .isInstanceOfSatisfying(
                            StartResult.NotRun.class,
                            refusal ->
                                    assertThat(refusal.message())
                                            .contains("/nope")
                                            .contains("no such file or directory"));
            assertThat(sandbox.start(shell("true").user("ghost").spec(), new Recorder()))
                    .isEqualTo(
                            new StartResult.NotCreated(
                                    "unable to find user ghost: no matching entries in passwd"
                                            + " file"));
        }
    }

    @Test
    void twoContainersOfAPodShareTheNetworkAndAnotherPodDoesNot() throws Exception {
        try (Sandbox one = sandbox();
                Sandbox two = sandbox()) {
            assertThat(one.address()).isNotEqualTo(two.address());
            String first = addressSeenIn(one, "a");
            assertThat(addressSeenIn(one, "b")).isEqualTo(first).contains(one.address());
            assertThat(addressSeenIn(two, "a")).contains(two.address());
        }
    }

    /** What {@code kubectl debug --target} asks for. */
    @Test
    void aContainerCanSeeTheProcessesOfAnother() throws Exception {
        try (Sandbox sandbox = sandbox()) {
            sandbox.start(shell("exec sleep 1000").spec("app", 0), new Recorder());
            assertThat(firstProcessSeen(sandbox, "other", "")).contains("cat");
            assertThat(firstProcessSeen(sandbox, "look", "app")).contains("sleep");
            assertThat(sandbox.start(spec("lost", "nosuch"), new Recorder()))
                    .isEqualTo(new StartResult.NotCreated("container nosuch does not run"));
        }
    }

    private static String firstProcessSeen(Sandbox sandbox, String name, String target)
            throws Exception {
        var recorder = new Recorder();
        sandbox.start(spec(name, target), recorder);
        recorder.awaitExit();
        return recorder.out();
    }

    private static ContainerSpec spec(String name, String target) {
        return shell("exec cat /proc/1/cmdline").seeing(name, target);
    }

    private static String addressSeenIn(Sandbox sandbox, String name) throws Exception {
        var recorder = new Recorder();
        sandbox.start(shell("cat /etc/hosts /proc/net/fib_trie").spec(name, 0), recorder);
        recorder.awaitExit();
        return recorder.out();
    }

    @Test
    void theMachineReachesAPodThroughItsAddress() {
        try (Sandbox sandbox = sandbox()) {
            assertThatThrownBy(
                            () -> {
                                var socket = new Socket();
                                try (socket) {
                                    socket.connect(sandbox.endpoint(8080), 2000);
                                }
                            })
                    .as("refused by the pod, which does not listen, so it was reached")
                    .isInstanceOf(ConnectException.class);
        }
    }

    @Test
    void runsAsTheUserThatTheImageOrThePodSays() throws Exception {
        assertThat(output(shell("id -u; id -g; id -G").user("nobody")))
                .isEqualTo("65534\n65534\n65534 29\n");
        assertThat(output(shell("id -u; id -g").user("2020"))).isEqualTo("2020\n0\n");
        assertThat(output(shell("id -u; id -g").user("2020:3030"))).isEqualTo("2020\n3030\n");
    }

    /** Runtime contract 46 to 64: what a container finds, and must not find. */
    @Test
    void hasTheFilesOfTheRuntimeContract() throws Exception {
        assertThat(
                        output(
                                shell(
                                        """
                                        cat /etc/hostname
                                        stat -c '%F %A' /tmp
                                        touch /tmp/x && echo tmp can be written
                                        [ -e /dev/console ] || echo no console
                                        for f in fd full null ptmx random stdin stdout stderr tty urandom zero; do
                                          [ -e /dev/$f ] || [ -L /dev/$f ] || echo no /dev/$f
                                        done
                                        echo x > /proc/sys/kernel/hostname || echo sysctl is read-only
                                        cd /sys/fs/cgroup; [ ! -d memory ] || cd memory
                                        mkdir x || echo cgroups are read-only
                                        cat /proc/kcore; echo kcore is empty
                                        read line || echo end of input
                                        """)))
                .startsWith("pod-uid")
                .contains(
                        "directory drwxrwxrwt",
                        "tmp can be written",
                        "no console",
                        "sysctl is read-only",
                        "cgroups are read-only",
                        "kcore is empty",
                        "end of input")
                .doesNotContain("no /dev/");
    }

    @Test
    void hasFewPowersAndASystemCallFilter() throws Exception {
        String status = output(shell("cat /proc/self/status; unshare -U true; echo done"));
        assertThat(status)
                .contains("NoNewPrivs:\t1")
                .contains("Seccomp:\t2")
                .contains("CapEff:\t00000000a80425fb")
                .contains("unshare")
                .contains("Operation not permitted");
    }

    @Test
    void doesNotChangeTheImage() throws Exception {
        output(shell("echo changed > /etc/passwd; mkdir /new"));
        assertThat(output(shell("cat /etc/passwd; ls /"))).contains("nobody").doesNotContain("new");
        assertThat(output(shell("echo x > /x || echo refused").readOnly())).contains("refused");
    }

    @Test
    void showsFilesOfTheMachine() throws Exception {
        Path folder = Files.createDirectory(temp.resolve("volume"));
        Files.writeString(folder.resolve("key"), "value");
        Specs specs = shell("cat /etc/config/key; echo x > /etc/config/new || echo read-only");
        assertThat(output(specs.mount(folder, "/etc/config", true)))
                .contains("value")
                .contains("read-only");
        output(shell("echo x > /data/new").mount(folder, "/data", false));
        assertThat(folder.resolve("new")).hasContent("x");
    }

    /** Runtime contract 62: limits can be seen from inside. */
    @Test
    void limitsCanBeSeenInside() throws Exception {
        String seen =
                output(
                        shell(
                                        """
                                        cd /sys/fs/cgroup
                                        cat memory/memory.limit_in_bytes cpu/cpu.cfs_quota_us cpu/cpu.shares || \
                                        cat memory.max cpu.max
                                        """)
                                .limits(128L << 20, 500));
        assertThat(seen).contains("134217728").contains("50000");
    }

    @Test
    void tellsWhenMemoryRanOut() throws Exception {
        var recorder = new Recorder();
        try (Sandbox sandbox = sandbox()) {
            // tail keeps what it reads until a line ends, and none does.
            start(sandbox, shell("tail /dev/zero").limits(16L << 20, 1000), recorder);
            assertThat(recorder.awaitExit().outOfMemory()).isTrue();
        }
        assertThat(recorder.awaitExit().code()).isEqualTo(137);
    }

    @Test
    void runsFurtherCommandsInside() throws Exception {
        var recorder = new Recorder();
        try (Sandbox sandbox = sandbox()) {
            Container container =
                    start(sandbox, shell("echo up; sleep 1000").env("WHO", "me"), recorder);
            recorder.awaitOutput("up");
            assertThat(
                            container.exec(
                                    List.of("/bin/sh", "-c", "echo $WHO; exit 4"),
                                    Duration.ofSeconds(10)))
                    .isEqualTo(new ExecResult.Exited(4, "me\n"));
            assertThat(container.exec(List.of("sleep", "1000"), Duration.ofMillis(300)))
                    .isEqualTo(new ExecResult.TimedOut());
        }
    }

    @Test
    void somebodyTalksToACommandInside() throws Exception {
        try (Sandbox sandbox = sandbox()) {
            Container container = startSleeper(sandbox);
            try (Talk cat = Talk.begin(container, false, "cat")) {
                cat.say("one\n");
                assertThat(cat.hear("\n")).isEqualTo("one\n");
                cat.sayNoMore();
                assertThat(cat.end()).isZero();
                assertThat(cat.hearAll()).isEmpty();
            }
            try (Talk shell =
                    Talk.begin(
                            container,
                            false,
                            "/bin/sh",
                            "-c",
                            "echo $WHO; echo problem >&2; id -u; exit 3")) {
                assertThat(shell.end()).isEqualTo(3);
                assertThat(shell.hearAll()).isEqualTo("me\n65534\n");
                assertThat(shell.hearErrors()).isEqualTo("problem\n");
            }
        }
    }

    @Test
    void aCommandThatLeavesSomethingBehindEndsAllTheSame() throws Exception {
        try (Sandbox sandbox = sandbox()) {
            Container container = startSleeper(sandbox);
            try (Talk shell =
                    Talk.begin(container, false, "/bin/sh", "-c", "sleep 1000 & echo done")) {
                assertThat(shell.end()).isZero();
                assertThat(shell.hearAll()).isEqualTo("done\n");
            }
        }
    }

    @Test
    void aCommandGetsATerminalOfTheSizeThatItIsTold() throws Exception {
        try (Sandbox sandbox = sandbox()) {
            Talk.checkTerminal(startSleeper(sandbox));
        }
    }

    @Test
    void aCommandEndsWithWhoTalkedToIt() throws Exception {
        try (Sandbox sandbox = sandbox()) {
            Container container = startSleeper(sandbox);
            Talk talk = Talk.begin(container, false, "sleep", "1000");
            talk.close();
            assertThat(talk.end()).isEqualTo(137);
        }
    }

    @Test
    void muchIsPassedOnWholeToWhoeverIsSlow() throws Exception {
        int bytes = 8 << 20;
        try (Sandbox sandbox = sandbox()) {
            Container container = startSleeper(sandbox);
            try (Talk cat = Talk.begin(container, false, "cat")) {
                Thread.ofPlatform()
                        .start(() -> {
                            try (OutputStream in = cat.command().input()) {
                                in.write(new byte[bytes]);
                            } catch (IOException e) {
                                throw new UncheckedIOException(e);
                            }
                        });
                assertThat(cat.command().output().readAllBytes()).hasSize(bytes);
                assertThat(cat.end()).isZero();
            }
        }
    }

    @Test
    void saysWhichCommandIsNotInside() {
        try (Sandbox sandbox = sandbox()) {
            Container container = startSleeper(sandbox);
            assertThat(container.open(new Wish(List.of("nope"), false, false)))
                    .isInstanceOfSatisfying(
                            ContainerCommand.Result.Refused.class,
                            refusal ->
                                    assertThat(refusal.message())
                                            .contains("\"nope\": executable file not found"));
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void aContainerCanBeTalkedTo(boolean onTerminal) throws Exception {
        var recorder = new Recorder();
        try (Sandbox sandbox = sandbox()) {
            Container container =
                    start(
                            sandbox,
                            shell("read line; echo heard $line; exit 4").talking(onTerminal),
                            recorder);
            container.input().orElseThrow().write("you\n".getBytes(StandardCharsets.UTF_8));
            assertThat(recorder.awaitExit().code()).isEqualTo(4);
            assertThat(recorder.out()).contains("heard you");
        }
    }

    /** The program listens where only its own pod can reach it. */
    @Test
    void connectsToWhatListensOnThePodsLoopback() throws Exception {
        var recorder = new Recorder();
        try (Sandbox sandbox = sandbox()) {
            start(sandbox, Specs.run(image, "/bin/perl", "-e", ECHO_ON_LOOPBACK), recorder);
            try (PodConnection connection = connected(sandbox, 7000)) {
                connection.out().write("hello".getBytes(StandardCharsets.UTF_8));
                connection.out().close();
                assertThat(new String(connection.in().readAllBytes(), StandardCharsets.UTF_8))
                        .isEqualTo("hello");
            }
            assertThatThrownBy(() -> sandbox.connect(7001))
                    .isInstanceOf(IOException.class)
                    .hasMessageContaining("refused");
        }
    }

    private static PodConnection connected(Sandbox sandbox, int port) throws Exception {
        for (int i = 0; ; i++) {
            try {
                return sandbox.connect(port);
            } catch (ConnectException e) {
                if (i == 1000) {
                    throw e;
                }
                Thread.onSpinWait();
            }
        }
    }

    private static Container startSleeper(Sandbox sandbox) {
        return start(sandbox, shell("sleep 1000").env("WHO", "me").user("65534"), new Recorder());
    }

    @Test
    void closingAPodEndsWhatRunsInIt() throws Exception {
        var recorder = new Recorder();
        Sandbox sandbox = sandbox();
        start(sandbox, shell("echo up; sleep 1000"), recorder);
        recorder.awaitOutput("up");
        sandbox.close();
        assertThat(recorder.hasExited()).isTrue();
        assertThat(Mounts.below(temp.resolve("pods"))).isEmpty();
    }

    @Test
    void aSecondStartRemovesWhatACrashLeftBehind(@TempDir Path data) throws Exception {
        killOneThatRunsAContainer(data);
        assertThat(traces(data)).as("what a crash leaves").isNotEmpty();

        ContainerRuntime second = detect(data);
        var recorder = new Recorder();
        try (Sandbox sandbox = sandbox(second, data)) {
            start(sandbox, shell("echo works"), recorder);
            recorder.awaitOutput("works");
        }
        second.close();
        assertThat(traces(data)).isEmpty();
    }

    @Test
    void whoeverStartsNextCleansUpAfterTheDead(@TempDir Path dead, @TempDir Path alive)
            throws Exception {
        killOneThatRunsAContainer(dead);
        detect(alive).close();
        assertThat(traces(dead)).isEmpty();
    }

    /** Who cleans up holds the lock of the dead: not a master, as long as it takes. */
    @Test
    void aStartWaitsWhileAnotherOneCleansUpInItsFolder(@TempDir Path data) throws Exception {
        var start = new FutureTask<>(() -> detect(data));
        try (MachineLock.Held turn = MachineLock.START.take()) {
            InstanceLock cleaning = InstanceLock.take(InstanceNames.of(data), data);
            Thread.ofVirtual().start(start);
            while (!start.isDone() && !turn.here().hasQueuedThreads()) {
                Thread.onSpinWait();
            }
            cleaning.close();
        }
        start.get(10, TimeUnit.SECONDS).close();
    }

    @Test
    void oneDataFolderHasOneMaster() {
        assertThatThrownBy(() -> detect(temp))
                .hasMessage("another Perk already works on the data folder " + temp);
    }

    private static void killOneThatRunsAContainer(Path data) throws Exception {
        Process doomed =
                new ProcessBuilder(
                                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                                "--enable-native-access=ALL-UNNAMED",
                                "-cp",
                                System.getProperty(
                                        "surefire.test.class.path",
                                        System.getProperty("java.class.path")),
                                DoomedPerk.class.getName(),
                                data.toString(),
                                temp.resolve("images").toString())
                        .redirectErrorStream(true)
                        .start();
        try (var out = doomed.inputReader()) {
            List<String> said = new ArrayList<>();
            for (String line = out.readLine(); ; line = out.readLine()) {
                said.add(String.valueOf(line));
                assertThat(line).as("end of output: %s", said).isNotNull();
                if (line.equals(DoomedPerk.RUNNING)) {
                    break;
                }
            }
        } finally {
            doomed.destroyForcibly().waitFor();
        }
    }

    @Test
    void fiftyPodsLeaveNothingBehind() throws Exception {
        for (int i = 0; i < 50; i++) {
            var recorder = new Recorder();
            try (Sandbox sandbox = sandbox()) {
                start(sandbox, shell("exit 0"), recorder);
                recorder.awaitExit();
            }
        }
        assertThat(Mounts.below(temp)).isEmpty();
        assertThat(temp.resolve("pods")).isDirectoryNotContaining("glob:**rootfs");
    }
}
