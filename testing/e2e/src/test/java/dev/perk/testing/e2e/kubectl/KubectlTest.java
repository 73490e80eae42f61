package dev.perk.testing.e2e.kubectl;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeFalse;
import static org.junit.jupiter.api.DynamicContainer.dynamicContainer;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import dev.perk.testing.e2e.Perk;
import dev.perk.testing.e2e.ToolsImage;
import dev.perk.testing.e2e.kubectl.Session.Outcome;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.DynamicContainer;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;

/**
 * The real kubectl, command by command: it prints with Perk what it prints with kube-apiserver
 * 1.32.
 *
 * <p>The topics run side by side, against one Perk. A command that is known to come out differently
 * stays in its topic with the reference's answer and the reason, and is printed at the end.
 */
class KubectlTest {
    /** The slow ones first: they wait for pods. */
    private static final List<String> TOPICS =
            List.of(
                    "workloads",
                    "pods",
                    "watch",
                    "custom",
                    "create",
                    "apply",
                    "delete",
                    "change",
                    "errors",
                    "system",
                    "get",
                    "nodes");

    private static final int SIDE_BY_SIDE = 4;

    /** Topics, and what their pods run in. */
    private record Replay(String runtime, List<String> topics) {}

    /** What is about pods is the same in both runtimes, but for what the topic says. */
    private static List<Replay> replays() {
        return Perk.lacks("runc")
                ? List.of(new Replay("process", TOPICS))
                : List.of(new Replay("runc", TOPICS), new Replay("process", List.of("pods")));
    }

    @TestFactory
    List<DynamicContainer> printsWhatItPrintsWithTheReference(@TempDir Path temporary)
            throws Exception {
        assumeFalse(Perk.lacks("kubectl"), "kubectl is missing on this machine");
        Path image = ToolsImage.write(Files.createDirectory(temporary.resolve("image")));
        List<Outcome> all = new ArrayList<>();
        List<DynamicContainer> tests = new ArrayList<>();
        for (Replay replay : replays()) {
            Path folder = Files.createDirectory(temporary.resolve(replay.runtime()));
            List<List<Outcome>> outcomes = run(replay, folder, image);
            for (int i = 0; i < outcomes.size(); i++) {
                String topic = replay.topics().get(i);
                tests.add(
                        dynamicContainer(
                                topic + ", " + replay.runtime(),
                                outcomes.get(i).stream().map(outcome -> test(topic, outcome))));
                all.addAll(outcomes.get(i));
            }
        }
        print(all);
        return tests;
    }

    private static List<List<Outcome>> run(Replay replay, Path folder, Path image)
            throws IOException, InterruptedException, ExecutionException {
        Path home = Files.createDirectory(folder.resolve("home"));
        try (Perk perk = Perk.up(home, replay.runtime())) {
            perk.load(image);
            return replay(replay, folder, home);
        }
    }

    private static List<List<Outcome>> replay(Replay replay, Path temporary, Path home)
            throws IOException, InterruptedException, ExecutionException {
        try (var threads = Executors.newFixedThreadPool(SIDE_BY_SIDE)) {
            List<Future<List<Outcome>>> running = new ArrayList<>();
            for (String topic : replay.topics()) {
                Path folder = Files.createDirectory(temporary.resolve(topic));
                Session session = new Session(read(topic, replay.runtime()), folder, home);
                running.add(threads.submit(session::run));
            }
            List<List<Outcome>> outcomes = new ArrayList<>();
            for (Future<List<Outcome>> topic : running) {
                outcomes.add(topic.get());
            }
            return outcomes;
        }
    }

    private static DynamicTest test(String topic, Outcome outcome) {
        String name = topic + ".txt:" + outcome.step().line() + " " + outcome.step().command();
        return dynamicTest(name, () -> assertThat(outcome.isFine()).as(outcome.shown()).isTrue());
    }

    private static void print(List<Outcome> all) {
        List<Outcome> equal = all.stream().filter(Outcome::asInTheReference).toList();
        List<Outcome> known = all.stream().filter(o -> o.step().isKnownToDiffer()).toList();
        System.out.printf(
                "kubectl: %d commands, %d as in the reference, %d with a line more, %d known to"
                        + " differ, %d wrong%n",
                all.size(),
                equal.size(),
                all.stream().filter(Outcome::saysMore).count(),
                known.stream().filter(o -> !o.asInTheReference()).count(),
                all.stream().filter(o -> !o.isFine()).count());
        for (Outcome outcome : known) {
            System.out.printf(
                    "  %s: %s (%s)%n",
                    outcome.asInTheReference() ? "differs no more, unmark it" : "differs",
                    outcome.step().command(),
                    outcome.step().difference().orElseThrow());
        }
    }

    private static Transcript read(String topic, String runtime) {
        try (var in = KubectlTest.class.getResourceAsStream("/kubectl/" + topic + ".txt")) {
            if (in == null) {
                throw new IllegalArgumentException("no topic " + topic);
            }
            String text = new String(in.readAllBytes(), StandardCharsets.UTF_8);
            return Transcript.parse(topic, runtime, text.lines().toList());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
