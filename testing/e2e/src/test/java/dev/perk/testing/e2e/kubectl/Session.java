package dev.perk.testing.e2e.kubectl;

import dev.perk.testing.e2e.kubectl.Transcript.Step;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** One topic, run from its first to its last command in a folder and a namespace of its own. */
final class Session {
    private static final int PATIENCE_SECONDS = 90;

    private final Transcript transcript;
    private final Path folder;
    private final Path home;

    /**
     * @param home of the person who types, with their kubeconfig
     */
    Session(Transcript transcript, Path folder, Path home) {
        this.transcript = transcript;
        this.folder = folder;
        this.home = home;
    }

    /** What a command did. */
    record Outcome(Step step, List<String> out, List<String> err, int exit) {

        boolean asInTheReference() {
            return exit == step.exit()
                    && Comparison.equal(step.out(), out)
                    && Comparison.equal(step.err(), err);
        }

        /** Whether all is as in the reference, but for what Perk says of itself. */
        boolean saysMore() {
            List<String> more = new ArrayList<>(step.added());
            more.addAll(step.err());
            return !step.added().isEmpty()
                    && exit == step.exit()
                    && Comparison.equal(step.out(), out)
                    && Comparison.equal(more, err);
        }

        boolean isFine() {
            return asInTheReference() || saysMore() || step.isKnownToDiffer();
        }

        String shown() {
            return "\n$ "
                    + step.command()
                    + shown("expected", step.out(), step.err(), step.exit())
                    + shown("but was", out, err, exit);
        }

        private static String shown(String title, List<String> out, List<String> err, int exit) {
            StringBuilder text = new StringBuilder("\n").append(title).append(":\n");
            out.forEach(line -> text.append("> ").append(line).append('\n'));
            err.forEach(line -> text.append("! ").append(line).append('\n'));
            return text.append("? ").append(exit).toString();
        }
    }

    List<Outcome> run() {
        try {
            prepare();
            List<Outcome> outcomes = new ArrayList<>();
            for (Step step : transcript.steps()) {
                outcomes.add(run(step));
            }
            return outcomes;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    private void prepare() throws IOException, InterruptedException {
        for (Map.Entry<String, String> file : transcript.files().entrySet()) {
            Path path = folder.resolve(file.getKey());
            Files.createDirectories(path.getParent());
            Files.writeString(path, file.getValue());
        }
        Files.copy(home.resolve("kubeconfig"), folder.resolve("kubeconfig"));
        String topic = transcript.topic();
        for (String command :
                List.of(
                        "kubectl create namespace " + topic,
                        "kubectl config set-context --current --namespace=" + topic,
                        "kubectl wait --for=create sa/default cm/kube-root-ca.crt")) {
            Outcome outcome = run(Step.of(0, command));
            if (outcome.exit() != 0) {
                throw new IOException(outcome.shown());
            }
        }
    }

    private Outcome run(Step step) throws IOException, InterruptedException {
        Path out = folder.resolve(".out");
        Path err = folder.resolve(".err");
        ProcessBuilder builder =
                new ProcessBuilder("bash", "-c", step.command())
                        .directory(folder.toFile())
                        .redirectInput(Path.of("/dev/null").toFile())
                        .redirectOutput(out.toFile())
                        .redirectError(err.toFile());
        builder.environment().put("KUBECONFIG", folder.resolve("kubeconfig").toString());
        builder.environment().put("HOME", home.toString());
        builder.environment().put("LC_ALL", "C.UTF-8");
        Process process = builder.start();
        boolean ended = process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS);
        if (!ended) {
            process.descendants().forEach(ProcessHandle::destroyForcibly);
            process.destroyForcibly().waitFor();
        }
        return new Outcome(
                step, Files.readAllLines(out), Files.readAllLines(err), process.exitValue());
    }
}
