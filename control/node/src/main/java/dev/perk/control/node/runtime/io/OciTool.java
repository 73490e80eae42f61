package dev.perk.control.node.runtime.io;

import com.fasterxml.jackson.databind.JsonNode;
import dev.perk.kube.Json;
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
    long run(String id, Path bundle, Stdio stdio) throws IOException, Refused {
        Path pidFile = bundle.resolve("pid");
        Path log = bundle.resolve("log");
        List<String> arguments = new ArrayList<>(List.of("run", "--bundle", bundle.toString()));
        arguments.addAll(stdio.options());
        return begin(arguments, stdio, pidFile, log, List.of(id));
    }

    /**
     * Runs a command in a container. It outlives the tool.
     *
     * @param scratch a path for files with names that begin so
     * @return the number of its process
     * @throws Refused if the tool says no
     */
    long exec(String id, Path scratch, Stdio stdio, List<String> inside)
            throws IOException, Refused {
        Path pidFile = scratch.resolveSibling(scratch.getFileName() + ".pid");
        Path log = scratch.resolveSibling(scratch.getFileName() + ".log");
        List<String> arguments = new ArrayList<>(List.of("exec"));
        if (stdio instanceof Stdio.Console) {
            arguments.add("--tty");
        }
        arguments.addAll(stdio.options());
        List<String> what = new ArrayList<>(List.of(id));
        what.addAll(inside);
        try {
            return begin(arguments, stdio, pidFile, log, what);
        } finally {
            Files.deleteIfExists(pidFile);
            Files.deleteIfExists(log);
        }
    }

    /** Runs the tool until it has started something else. */
    private long begin(
            List<String> arguments, Stdio stdio, Path pidFile, Path log, List<String> what)
            throws IOException, Refused {
        List<String> all = command("--log", log.toString(), "--log-format", "json");
        all.addAll(arguments);
        all.addAll(List.of("--detach", "--pid-file", pidFile.toString()));
        all.addAll(what);
        // Its own words go to the log: what it prints would count as the container's.
        var builder = new ProcessBuilder(all);
        stdio.connect(builder);
        if (await(builder.start(), PATIENCE) != 0) {
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

    /** The number of the first process of a container that runs. */
    long process(String id) throws IOException {
        Program.Outcome outcome = program.run(List.of("--root", state.toString(), "state", id));
        if (!outcome.ok()) {
            throw new IOException("container " + id + ": " + outcome.output());
        }
        return Json.read(outcome.output().getBytes(StandardCharsets.UTF_8)).path("pid").asLong();
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
