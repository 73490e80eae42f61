package dev.perk.control.node.runtime.io;

import dev.perk.control.node.linux.io.Trees;
import dev.perk.control.node.runtime.Container;
import dev.perk.control.node.runtime.ContainerListener;
import dev.perk.control.node.runtime.ContainerListener.Exit;
import dev.perk.control.node.runtime.ContainerListener.Stream;
import dev.perk.control.node.runtime.Signals;
import dev.perk.control.node.runtime.StartResult;
import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A container that is a plain process, with what it started. */
final class ProcessContainer implements Container {
    private static final Logger log = LoggerFactory.getLogger(ProcessContainer.class);
    private static final Duration PATIENCE = Duration.ofSeconds(10);

    /** How long to wait for output after the end: what it started may hold the pipe open. */
    private static final Duration LAST_WORDS = Duration.ofMillis(500);

    private static final int CHUNK = 16 * 1024;
    private static final int MOST_OUTPUT = 10 * 1024;
    private static final File NOTHING = new File("/dev/null");

    private final String id;
    private final Path folder;
    private final Path workingDir;
    private final List<String> command;
    private final Map<String, String> env;
    private final Consumer<ProcessContainer> onRemove;
    private final CountDownLatch ended = new CountDownLatch(1);
    private @Nullable ProcessTree tree;

    ProcessContainer(
            String id,
            Path folder,
            Path workingDir,
            List<String> command,
            Map<String, String> env,
            Consumer<ProcessContainer> onRemove) {
        this.id = id;
        this.folder = folder;
        this.workingDir = workingDir;
        this.command = command;
        this.env = env;
        this.onRemove = onRemove;
    }

    StartResult start(ContainerListener listener) {
        // In a session of its own, so that it and its children can be stopped together.
        List<String> line = new ArrayList<>();
        Program.find("setsid").ifPresent(setsid -> line.add(setsid.path().toString()));
        line.addAll(command);
        try {
            Process process = builder(line).start();
            tree = new ProcessTree(process.toHandle());
            tree.record(folder);
            Thread out = reader(Stream.STDOUT, process.getInputStream(), listener);
            Thread err = reader(Stream.STDERR, process.getErrorStream(), listener);
            process.onExit()
                    .thenAccept(p ->
                            Thread.startVirtualThread(() -> {
                                finish(p, out, err, listener);
                            }));
            return new StartResult.Started(this);
        } catch (IOException e) {
            remove();
            return new StartResult.NotRun(String.valueOf(e.getMessage()));
        }
    }

    private ProcessBuilder builder(List<String> line) {
        var builder = new ProcessBuilder(line);
        builder.directory(workingDir.toFile()).redirectInput(NOTHING);
        builder.environment().clear();
        builder.environment().putAll(env);
        return builder;
    }

    private Thread reader(Stream stream, InputStream in, ContainerListener listener) {
        // A platform thread: a virtual one would hold its carrier while it waits for output.
        return Thread.ofPlatform()
                .name("output-" + id)
                .daemon()
                .start(() -> {
                    byte[] buffer = new byte[CHUNK];
                    try (in) {
                        for (int count = in.read(buffer); count >= 0; count = in.read(buffer)) {
                            synchronized (this) {
                                listener.onOutput(stream, Arrays.copyOf(buffer, count));
                            }
                        }
                    } catch (IOException e) {
                        log.debug("output of {} ended early: {}", id, e.getMessage());
                    }
                });
    }

    private void finish(Process process, Thread out, Thread err, ContainerListener listener) {
        kill(); // what it left behind, as the end of a PID namespace would
        try {
            out.join(LAST_WORDS);
            err.join(LAST_WORDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        ended.countDown();
        synchronized (this) {
            listener.onExit(new Exit(process.exitValue(), false));
        }
    }

    @Override
    public String id() {
        return id;
    }

    @Override
    public void signal(String name) {
        try {
            if (tree != null && ended.getCount() > 0) {
                tree.signal(Signals.number(name));
            }
        } catch (IOException e) {
            log.warn("no {} to {}: {}", name, id, e.getMessage());
        }
    }

    @Override
    public void kill() {
        try {
            if (tree != null && ended.getCount() > 0) {
                tree.kill();
            }
        } catch (IOException e) {
            log.warn("{} could not be killed: {}", id, e.getMessage());
        }
    }

    void awaitEnd() {
        try {
            if (!ended.await(PATIENCE.toMillis(), TimeUnit.MILLISECONDS)) {
                log.warn("process of {} did not end within {}", id, PATIENCE);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public ExecResult exec(List<String> line, Duration timeout) {
        try {
            Process process = builder(line).redirectErrorStream(true).start();
            try (InputStream in = process.getInputStream()) {
                if (!process.waitFor(timeout.toMillis(), TimeUnit.MILLISECONDS)) {
                    new ProcessTree(process.toHandle()).kill();
                    return new ExecResult.TimedOut();
                }
                String output = new String(in.readNBytes(MOST_OUTPUT), StandardCharsets.UTF_8);
                return new ExecResult.Exited(process.exitValue(), output);
            }
        } catch (IOException e) {
            return new ExecResult.Failed(String.valueOf(e.getMessage()));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return new ExecResult.Failed("interrupted");
        }
    }

    @Override
    public void remove() {
        try {
            Trees.delete(folder);
        } catch (IOException e) {
            log.warn("folder of {} stays: {}", id, e.getMessage());
        }
        onRemove.accept(this);
    }
}
