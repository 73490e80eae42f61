package dev.perk.control.node.runtime.io;

import dev.perk.control.node.linux.io.CommandStreams;
import dev.perk.control.node.linux.io.Terminal;
import dev.perk.control.node.linux.io.Terminals;
import dev.perk.control.node.runtime.ContainerCommand;
import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A plain process that somebody talks to, in a session of its own together with its children. */
final class ProcessCommand implements ContainerCommand {
    private static final Logger log = LoggerFactory.getLogger(ProcessCommand.class);
    private static final File NOTHING = new File("/dev/null");

    /**
     * A session gets the first terminal that its leader opens; nobody else opens it, least of all
     * this process, which might get it.
     */
    private static final List<String> ON_TERMINAL =
            List.of("/bin/sh", "-c", "exec \"$@\" <>\"$0\" >&0 2>&1");

    private final Process process;
    private final OutputStream input;
    private final Optional<CommandStreams> terminal;
    private CompletableFuture<Integer> end;

    private ProcessCommand(Process process, OutputStream input, Optional<CommandStreams> terminal) {
        this.process = process;
        this.input = input;
        this.terminal = terminal;
        this.end = process.onExit().thenApply(Process::exitValue);
    }

    /**
     * @param builder with the environment and folder that it is to run in
     */
    static ProcessCommand start(ProcessBuilder builder, Wish wish, Terminals terminals)
            throws IOException {
        List<String> line = new ArrayList<>(DefaultSignals.prefix());
        Optional<Program> setsid = Program.find("setsid");
        setsid.ifPresent(program -> line.add(program.path().toString()));
        if (wish.terminal()) {
            if (setsid.isEmpty()) {
                throw new IOException("a terminal needs the program setsid (expected: util-linux)");
            }
            return onTerminal(builder, line, wish, terminals);
        }
        line.addAll(wish.command());
        builder.command(line);
        if (!wish.input()) {
            builder.redirectInput(NOTHING);
        }
        Process process = builder.start();
        return new ProcessCommand(
                process,
                wish.input() ? process.getOutputStream() : OutputStream.nullOutputStream(),
                Optional.empty());
    }

    /**
     * The same command, which takes along what it leaves behind when it ends: that would keep the
     * outputs open.
     */
    ProcessCommand endingAltogether() {
        end =
                process.onExit()
                        .thenApplyAsync(
                                ended -> {
                                    kill();
                                    return ended.exitValue();
                                },
                                Thread::startVirtualThread);
        return this;
    }

    private void kill() {
        try {
            new ProcessTree(process.toHandle()).kill();
        } catch (IOException e) {
            log.warn("process {} could not be killed: {}", process.pid(), e.getMessage());
        }
    }

    private static ProcessCommand onTerminal(
            ProcessBuilder builder, List<String> line, Wish wish, Terminals terminals)
            throws IOException {
        Terminal terminal = Terminal.open();
        CommandStreams streams;
        try {
            streams = terminals.through(terminal, wish.input());
        } catch (IOException e) {
            terminal.discard();
            throw e;
        }
        try {
            line.addAll(ON_TERMINAL);
            line.add(terminal.device().toString());
            line.addAll(wish.command());
            Process process =
                    builder.command(line)
                            .redirectInput(NOTHING)
                            .redirectOutput(NOTHING)
                            .redirectError(NOTHING)
                            .start();
            streams.begin();
            process.onExit().thenRun(streams::ended);
            return new ProcessCommand(process, streams.input(), Optional.of(streams));
        } catch (IOException e) {
            streams.discard();
            throw e;
        }
    }

    Process process() {
        return process;
    }

    @Override
    public OutputStream input() {
        return input;
    }

    @Override
    public InputStream output() {
        return terminal.map(CommandStreams::output).orElseGet(process::getInputStream);
    }

    @Override
    public InputStream errors() {
        return terminal.map(CommandStreams::errors).orElseGet(process::getErrorStream);
    }

    @Override
    public void resize(int columns, int rows) {
        terminal.ifPresent(it -> it.resize(columns, rows));
    }

    @Override
    public CompletableFuture<Integer> end() {
        return end.copy();
    }

    @Override
    public void close() {
        if (process.isAlive()) {
            kill();
        }
        terminal.ifPresent(CommandStreams::discard);
    }
}
