package dev.perk.control.node.runtime.io;

import dev.perk.control.node.runtime.Signals;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** A process and all that it started, as a group of its own. */
record ProcessTree(ProcessHandle root) {
    private static final String RECORD = "process";

    /** A process is the one that was recorded if it started then; numbers are used again. */
    private static final long SAME_START_MILLIS = 1000;

    static boolean isRecord(Path file) {
        return file.getFileName().toString().equals(RECORD) && Files.isRegularFile(file);
    }

    /** Writes down what to stop if this process is killed. */
    void record(Path folder) throws IOException {
        Files.writeString(
                folder.resolve(RECORD),
                root.pid() + " " + root.info().startInstant().orElse(Instant.EPOCH).toEpochMilli());
    }

    /** Ends what an earlier process wrote down, if it still runs. */
    static void killRecorded(Path file) throws IOException {
        String[] fields = Files.readString(file).split(" ", -1);
        if (fields.length == 2) {
            long started = Long.parseLong(fields[1]);
            Optional<ProcessHandle> process =
                    ProcessHandle.of(Long.parseLong(fields[0])).filter(p -> startedAt(p, started));
            if (process.isPresent()) {
                new ProcessTree(process.get()).kill();
            }
        }
        Files.deleteIfExists(file);
    }

    private static boolean startedAt(ProcessHandle process, long millis) {
        return process.info()
                .startInstant()
                .filter(start -> Math.abs(start.toEpochMilli() - millis) < SAME_START_MILLIS)
                .isPresent();
    }

    /** Sends a signal to the first process only, as Kubernetes does. */
    void signal(int number) throws IOException {
        kill(number, Long.toString(root.pid()));
    }

    /** Ends everything in the group now, and what left the group while its parent lived. */
    void kill() throws IOException {
        List<ProcessHandle> descendants = root.descendants().toList();
        kill(Signals.KILL, "-" + root.pid());
        root.destroyForcibly();
        descendants.forEach(ProcessHandle::destroyForcibly);
    }

    private static void kill(int signal, String whom) throws IOException {
        Optional<Program> kill = Program.find("kill");
        if (kill.isPresent()) {
            kill.get().run(List.of("-" + signal, "--", whom)); // gone already is fine
        }
    }
}
