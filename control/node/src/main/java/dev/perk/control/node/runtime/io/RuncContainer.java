package dev.perk.control.node.runtime.io;

import dev.perk.control.node.linux.io.AdoptedCommand;
import dev.perk.control.node.linux.io.AdoptedProcesses;
import dev.perk.control.node.runtime.Container;
import dev.perk.control.node.runtime.ContainerCommand;
import dev.perk.control.node.runtime.ContainerListener;
import dev.perk.control.node.runtime.ContainerListener.Exit;
import dev.perk.control.node.runtime.ContainerListener.Stream;
import dev.perk.control.node.runtime.Signals;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.IntConsumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A container that {@code runc} started and this process follows. */
final class RuncContainer implements Container {
    private static final Logger log = LoggerFactory.getLogger(RuncContainer.class);
    private static final Duration PATIENCE = Duration.ofSeconds(10);
    private static final AtomicLong EXECS = new AtomicLong();

    private final RuncRuntime.Parts parts;
    private final String id;
    private final RootFilesystem files;
    private final String cgroup;
    private final ContainerListener listener;
    private final CountDownLatch ended = new CountDownLatch(1);
    private final AtomicBoolean removed = new AtomicBoolean();
    private Runnable onRemove = () -> {};
    private IntConsumer signal = _ -> {};
    private boolean takesInput;
    private @Nullable AdoptedCommand talking;

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
        AdoptedProcesses.Adopted process =
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
                                        tellEnd(exitCode);
                                    }
                                });
        signal = process::signal;
    }

    /** Begins to hear of one that can be talked to; instead of {@link #follow}. */
    void talk(AdoptedCommand process, boolean input, Runnable whenRemoved) {
        onRemove = whenRemoved;
        signal = process::signal;
        takesInput = input;
        talking = process;
        Thread out = pump(Stream.STDOUT, process.output());
        Thread err = pump(Stream.STDERR, process.errors());
        process.end()
                .thenAccept(code ->
                        Thread.startVirtualThread(() -> {
                            awaitOutput(out);
                            awaitOutput(err);
                            tellEnd(code);
                        }));
    }

    private Thread pump(Stream stream, InputStream in) {
        return OutputPump.start(
                "output-" + id,
                in,
                bytes -> {
                    synchronized (this) {
                        listener.onOutput(stream, bytes);
                    }
                });
    }

    private static void awaitOutput(Thread pump) {
        try {
            pump.join(PATIENCE);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void tellEnd(int exitCode) {
        ended.countDown();
        listener.onExit(new Exit(exitCode, parts.cgroups().ranOutOfMemory(cgroup)));
    }

    @Override
    public String id() {
        return id;
    }

    @Override
    public void signal(String name) {
        signal.accept(Signals.number(name));
    }

    @Override
    public void kill() {
        // The first process of a PID namespace takes all others with it.
        signal.accept(Signals.KILL);
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
        return switch (open(new ContainerCommand.Wish(command, false, false))) {
            case ContainerCommand.Result.Refused(String message) -> new ExecResult.Failed(message);
            case ContainerCommand.Result.Begun(ContainerCommand begun) ->
                    ShortCommand.await(begun, timeout);
        };
    }

    @Override
    public ContainerCommand.Result open(ContainerCommand.Wish wish) {
        Path scratch = files.bundle().resolve("exec-" + EXECS.incrementAndGet());
        try {
            return new ContainerCommand.Result.Begun(
                    parts.conversations()
                            .begin(
                                    wish.input(),
                                    wish.terminal(),
                                    stdio ->
                                            parts.tool().exec(id, scratch, stdio, wish.command())));
        } catch (OciTool.Refused | IOException e) {
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
