package dev.perk.testing.e2e.kubectl;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeFalse;
import static org.junit.jupiter.api.DynamicContainer.dynamicContainer;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import dev.perk.testing.e2e.Perk;
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

    @TestFactory
    List<DynamicContainer> printsWhatItPrintsWithTheReference(@TempDir Path temporary)
            throws Exception {
        assumeFalse(Perk.lacks("kubectl"), "kubectl is missing on this machine");
        Path home = Files.createDirectory(temporary.resolve("home"));
        List<List<Outcome>> outcomes;
        try (Perk perk = Perk.up(home, "process")) {
            Path image = ToolsImage.write(Files.createDirectory(temporary.resolve("image")));
            perk.load(image);
            outcomes = replay(temporary, home);
        }
        print(outcomes);
        List<DynamicContainer> topics = new ArrayList<>();
        for (int i = 0; i < TOPICS.size(); i++) {
            String topic = TOPICS.get(i);
            topics.add(
                    dynamicContainer(
                            topic, outcomes.get(i).stream().map(outcome -> test(topic, outcome))));
        }
        return topics;
    }

    private static List<List<Outcome>> replay(Path temporary, Path home)
            throws IOException, InterruptedException, ExecutionException {
        try (var threads = Executors.newFixedThreadPool(SIDE_BY_SIDE)) {
            List<Future<List<Outcome>>> running = new ArrayList<>();
            for (String topic : TOPICS) {
                Path folder = Files.createDirectory(temporary.resolve(topic));
                Session session = new Session(read(topic), folder, home);
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

    private static void print(List<List<Outcome>> outcomes) {
        List<Outcome> all = outcomes.stream().flatMap(List::stream).toList();
        List<Outcome> equal = all.stream().filter(Outcome::asInTheReference).toList();
        List<Outcome> known = all.stream().filter(o -> o.step().isKnownToDiffer()).toList();
        System.out.printf(
                "kubectl: %d commands, %d as in the reference, %d known to differ, %d wrong%n",
                all.size(),
                equal.size(),
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

    private static Transcript read(String topic) {
        try (var in = KubectlTest.class.getResourceAsStream("/kubectl/" + topic + ".txt")) {
            if (in == null) {
                throw new IllegalArgumentException("no topic " + topic);
            }
            String text = new String(in.readAllBytes(), StandardCharsets.UTF_8);
            return Transcript.parse(topic, text.lines().toList());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
