package dev.perk.control.node.runtime.io;

import dev.perk.control.node.linux.io.Trees;
import dev.perk.control.node.runtime.Container;
import dev.perk.control.node.runtime.ContainerCommand;
import dev.perk.control.node.runtime.ContainerListener;
import dev.perk.control.node.runtime.ContainerListener.Exit;
import dev.perk.control.node.runtime.ContainerListener.Stream;
import dev.perk.control.node.runtime.Signals;
import dev.perk.control.node.runtime.StartResult;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
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

    private final String id;
    private final Path folder;
    private final ImageProgram program;
    private final Consumer<ProcessContainer> onRemove;
    private final CountDownLatch ended = new CountDownLatch(1);
    private @Nullable ProcessTree tree;
    private @Nullable ProcessCommand talking;
    private boolean takesInput;

    ProcessContainer(
            String id, Path folder, ImageProgram program, Consumer<ProcessContainer> onRemove) {
        this.id = id;
        this.folder = folder;
        this.program = program;
        this.onRemove = onRemove;
    }

    StartResult start(ContainerCommand.Wish wish, ContainerListener listener) {
        try {
            // In a session of its own, so that it and its children can be stopped together.
            ProcessCommand begun = ProcessCommand.start(surroundings(), wish, program.terminals());
            Process process = begun.process();
            talking = begun;
            takesInput = wish.input();
            tree = new ProcessTree(process.toHandle());
            tree.record(folder);
            Thread out = reader(Stream.STDOUT, begun.output(), listener);
            Thread err = reader(Stream.STDERR, begun.errors(), listener);
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

    /** The environment and folder that it and further commands run in. */
    private ProcessBuilder surroundings() throws IOException {
        var builder = new ProcessBuilder();
        builder.directory(program.workingDir().toFile());
        builder.environment().clear();
        builder.environment().putAll(program.env());
        return builder;
    }

    private Thread reader(Stream stream, InputStream in, ContainerListener listener) {
        return OutputPump.start(
                "output-" + id,
                in,
                bytes -> {
                    synchronized (this) {
                        listener.onOutput(stream, bytes);
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
        return switch (open(new ContainerCommand.Wish(line, false, false))) {
            case ContainerCommand.Result.Refused(String message) -> new ExecResult.Failed(message);
            case ContainerCommand.Result.Begun(ContainerCommand begun) ->
                    ShortCommand.await(begun, timeout);
        };
    }

    @Override
    public ContainerCommand.Result open(ContainerCommand.Wish wish) {
        try {
            Optional<List<String>> line = program.line(wish.command());
            if (line.isEmpty()) {
                return new ContainerCommand.Result.Refused(
                        "exec: \"" + wish.command().getFirst() + "\": not found in the image");
            }
            var found = new ContainerCommand.Wish(line.get(), wish.input(), wish.terminal());
            return new ContainerCommand.Result.Begun(
                    ProcessCommand.start(surroundings(), found, program.terminals())
                            .endingAltogether());
        } catch (IOException e) {
            return new ContainerCommand.Result.Refused(String.valueOf(e.getMessage()));
        }
    }

    @Override
    public Optional<OutputStream> input() {
        return Optional.ofNullable(talking).filter(_ -> takesInput).map(ContainerCommand::input);
    }

    @Override
    public void resize(int columns, int rows) {
        if (talking != null) {
            talking.resize(columns, rows);
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
