package dev.perk.control.node.runtime.io;

import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** A program of this machine, run for its effect and waited for. */
record Program(Path path) {
    /** What a program said, and how it ended. */
    record Outcome(int code, String output) {
        boolean ok() {
            return code == 0;
        }
    }

    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final int MOST_OUTPUT = 4 << 20;

    /** Where system programs are, even if a user's PATH leaves them out. */
    private static final List<String> SYSTEM_FOLDERS =
            List.of("/usr/local/sbin", "/usr/local/bin", "/usr/sbin", "/usr/bin", "/sbin", "/bin");

    static Optional<Program> find(String name) {
        String path = System.getenv().getOrDefault("PATH", "");
        return Stream.concat(Stream.of(path.split(File.pathSeparator)), SYSTEM_FOLDERS.stream())
                .filter(folder -> !folder.isEmpty())
                .map(folder -> Path.of(folder, name))
                .filter(Files::isExecutable)
                .findFirst()
                .map(Program::new);
    }

    List<String> command(List<String> arguments) {
        List<String> command = new ArrayList<>();
        command.add(path.toString());
        command.addAll(arguments);
        return command;
    }

    Outcome run(List<String> arguments) throws IOException {
        return run(arguments, "");
    }

    /**
     * Runs it to its end.
     *
     * @param input what it reads
     * @throws IOException if it cannot be run or takes too long
     */
    Outcome run(List<String> arguments, String input) throws IOException {
        Process process = new ProcessBuilder(command(arguments)).redirectErrorStream(true).start();
        try {
            try (OutputStream in = process.getOutputStream()) {
                in.write(input.getBytes(StandardCharsets.UTF_8));
            }
            String output;
            try (InputStream out = process.getInputStream()) {
                output = new String(out.readNBytes(MOST_OUTPUT), StandardCharsets.UTF_8);
            }
            if (!process.waitFor(PATIENCE.toMillis(), TimeUnit.MILLISECONDS)) {
                throw new IOException(path + " took longer than " + PATIENCE);
            }
            return new Outcome(process.exitValue(), output.trim());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException(path + " was interrupted", e);
        } finally {
            process.destroyForcibly();
        }
    }

    /**
     * Runs it, and takes anything but success as a failure.
     *
     * @throws IOException with what the program said
     */
    void must(List<String> arguments, String input) throws IOException {
        Outcome outcome = run(arguments, input);
        if (!outcome.ok()) {
            throw new IOException(
                    path.getFileName()
                            + " "
                            + String.join(" ", arguments)
                            + " failed: "
                            + outcome.output());
        }
    }
}
