package dev.perk.control.node.runtime.io;

import dev.perk.control.node.linux.io.AdoptedProcesses;
import dev.perk.control.node.runtime.Container;
import dev.perk.control.node.runtime.ContainerListener;
import dev.perk.control.node.runtime.ContainerListener.Exit;
import dev.perk.control.node.runtime.ContainerListener.Stream;
import dev.perk.control.node.runtime.Signals;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A container that {@code runc} started and this process follows. */
final class RuncContainer implements Container {
    private static final Logger log = LoggerFactory.getLogger(RuncContainer.class);
    private static final Duration PATIENCE = Duration.ofSeconds(10);
    private static final int MOST_OUTPUT = 10 * 1024;
    private static final AtomicLong EXECS = new AtomicLong();

    private final RuncRuntime.Parts parts;
    private final String id;
    private final RootFilesystem files;
    private final String cgroup;
    private final ContainerListener listener;
    private final CountDownLatch ended = new CountDownLatch(1);
    private final AtomicBoolean removed = new AtomicBoolean();
    private Runnable onRemove = () -> {};
    private AdoptedProcesses.@Nullable Adopted process;

    RuncContainer(
            RuncRuntime.Parts parts,
            String id,
            RootFilesystem files,
            String cgroup,
            ContainerListener listener) {
        this.parts = parts;
        this.id = id;
        this.files = files;
        this.cgroup = cgroup;
        this.listener = listener;
    }

    /** Begins to hear of it; called once, before anything else. */
    void follow(long pid, AdoptedProcesses.Output output, Runnable whenRemoved) throws IOException {
        onRemove = whenRemoved;
        process =
                parts.processes()
                        .adopt(
                                pid,
                                output,
                                new AdoptedProcesses.Listener() {
                                    @Override
                                    public void onOutput(boolean error, byte[] bytes) {
                                        listener.onOutput(
                                                error ? Stream.STDERR : Stream.STDOUT, bytes);
                                    }

                                    @Override
                                    public void onEnd(int exitCode) {
                                        ended.countDown();
                                        listener.onExit(
                                                new Exit(
                                                        exitCode,
                                                        parts.cgroups().ranOutOfMemory(cgroup)));
                                    }
                                });
    }

    @Override
    public String id() {
        return id;
    }

    @Override
    public void signal(String name) {
        signal(Signals.number(name));
    }

    @Override
    public void kill() {
        // The first process of a PID namespace takes all others with it.
        signal(Signals.KILL);
    }

    private void signal(int number) {
        if (process != null) {
            process.signal(number);
        }
    }

    void awaitEnd() {
        try {
            if (!ended.await(PATIENCE.toMillis(), TimeUnit.MILLISECONDS)) {
                log.warn("container {} did not end within {}", id, PATIENCE);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public ExecResult exec(List<String> command, Duration timeout) {
        Path pidFile = files.bundle().resolve("exec-" + EXECS.incrementAndGet());
        try {
            Process process = parts.tool().exec(id, pidFile, command).start();
            return finish(process, pidFile, timeout);
        } catch (IOException e) {
            return new ExecResult.Failed(String.valueOf(e.getMessage()));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return new ExecResult.Failed("interrupted");
        }
    }

    private static ExecResult finish(Process exec, Path pidFile, Duration timeout)
            throws IOException, InterruptedException {
        var output = new StringBuilder();
        Thread reader = Thread.startVirtualThread(() -> readInto(output, exec.getInputStream()));
        try {
            if (!exec.waitFor(timeout.toMillis(), TimeUnit.MILLISECONDS)) {
                // Not the tool: it must take the command out of the process table, or the container
                // could never end.
                killProcessOf(pidFile);
                if (!exec.waitFor(PATIENCE.toMillis(), TimeUnit.MILLISECONDS)) {
                    exec.destroyForcibly();
                }
                return new ExecResult.TimedOut();
            }
            reader.join(PATIENCE);
            synchronized (output) {
                return new ExecResult.Exited(exec.exitValue(), output.toString());
            }
        } finally {
            Files.deleteIfExists(pidFile);
        }
    }

    private static void killProcessOf(Path pidFile) throws IOException {
        if (Files.exists(pidFile)) {
            ProcessHandle.of(Long.parseLong(Files.readString(pidFile).trim()))
                    .ifPresent(ProcessHandle::destroyForcibly);
        }
    }

    private static void readInto(StringBuilder output, InputStream in) {
        try (in) {
            byte[] start = in.readNBytes(MOST_OUTPUT);
            synchronized (output) {
                output.append(new String(start, StandardCharsets.UTF_8));
            }
            in.transferTo(OutputStream.nullOutputStream());
        } catch (IOException e) {
            log.debug("output of a command in a container ended early: {}", e.getMessage());
        }
    }

    @Override
    public void remove() {
        if (!removed.compareAndSet(false, true)) {
            return;
        }
        try {
            parts.tool().delete(id);
            files.remove();
        } catch (IOException e) {
            log.warn("container {} could not be removed: {}", id, e.getMessage());
        }
        onRemove.run();
    }
}
