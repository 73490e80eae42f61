package dev.perk.control.node.runtime.io;

import com.fasterxml.jackson.databind.JsonNode;
import dev.perk.control.node.linux.io.AdoptedProcesses;
import dev.perk.kube.Json;
import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * {@code runc}, or {@code crun}, which understands the same commands.
 *
 * @param state the folder in which it keeps what it knows about our containers, and only ours
 */
record OciTool(Program program, Path state) {
    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final File NOTHING = new File("/dev/null");

    /** It did not run; the message is the tool's own. */
    static final class Refused extends Exception {
        private static final long serialVersionUID = 1;

        Refused(String message) {
            super(message);
        }
    }

    String name() {
        return program.path().getFileName().toString();
    }

    /**
     * Creates and starts the container that {@code bundle} describes. It outlives the tool.
     *
     * @return the number of its first process
     * @throws Refused if the tool says no
     */
    long run(String id, Path bundle, AdoptedProcesses.Output output) throws IOException, Refused {
        Path pidFile = bundle.resolve("pid");
        Path log = bundle.resolve("log");
        List<String> command =
                command(
                        "--log",
                        log.toString(),
                        "--log-format",
                        "json",
                        "run",
                        "--detach",
                        "--pid-file",
                        pidFile.toString(),
                        "--bundle",
                        bundle.toString(),
                        id);
        // Its own words go to the log: what it prints would count as the container's.
        Process process =
                new ProcessBuilder(command)
                        .redirectInput(NOTHING)
                        .redirectOutput(ProcessBuilder.Redirect.to(output.out()))
                        .redirectError(ProcessBuilder.Redirect.to(output.err()))
                        .start();
        if (await(process, PATIENCE) != 0) {
            throw new Refused(lastError(log));
        }
        return Long.parseLong(Files.readString(pidFile).trim());
    }

    private List<String> command(String... arguments) {
        List<String> all = new ArrayList<>(List.of("--root", state.toString()));
        all.addAll(List.of(arguments));
        return program.command(all);
    }

    private int await(Process process, Duration patience) throws IOException {
        try {
            if (!process.waitFor(patience.toMillis(), TimeUnit.MILLISECONDS)) {
                process.destroyForcibly();
                throw new IOException(name() + " took longer than " + patience);
            }
            return process.exitValue();
        } catch (InterruptedException e) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
            throw new IOException(name() + " was interrupted", e);
        }
    }

    private String lastError(Path log) throws IOException {
        String message = name() + " failed and did not say why";
        if (Files.exists(log)) {
            for (String line : Files.readAllLines(log)) {
                message = error(line, message);
            }
        }
        return message;
    }

    private static String error(String line, String otherwise) {
        try {
            JsonNode entry = Json.read(line.getBytes(StandardCharsets.UTF_8));
            return entry.path("level").asText().equals("error")
                    ? entry.path("msg").asText()
                    : otherwise;
        } catch (UncheckedIOException e) {
            return otherwise;
        }
    }

    /** A command that will run in the container. */
    ProcessBuilder exec(String id, Path pidFile, List<String> inside) {
        List<String> command =
                new ArrayList<>(command("exec", "--pid-file", pidFile.toString(), id));
        command.addAll(inside);
        return new ProcessBuilder(command).redirectInput(NOTHING).redirectErrorStream(true);
    }

    /** Removes a container that has ended. */
    void delete(String id) throws IOException {
        Program.Outcome outcome = program.run(List.of("--root", state.toString(), "delete", id));
        if (!outcome.ok() && Files.exists(state.resolve(id))) {
            kill(id);
        }
    }

    /** Ends a container, in whatever state it is, and removes it. */
    void kill(String id) throws IOException {
        program.must(List.of("--root", state.toString(), "delete", "--force", id), "");
    }

    /** The containers that it knows of. */
    List<String> known() throws IOException {
        List<String> ids = new ArrayList<>();
        if (Files.isDirectory(state)) {
            try (var folders = Files.newDirectoryStream(state)) {
                folders.forEach(folder -> ids.add(folder.getFileName().toString()));
            }
        }
        return ids;
    }
}
