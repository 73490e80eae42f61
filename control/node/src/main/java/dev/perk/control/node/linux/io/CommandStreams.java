package dev.perk.control.node.linux.io;

import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * How somebody talks to a process: through three pipes, or through a terminal, which has one way
 * out for both outputs.
 */
public final class CommandStreams {
    private static final File NOTHING = new File("/dev/null");

    private final DescriptorLoop loop;
    private final DescriptorInput out;
    private final @Nullable DescriptorInput err;
    private final OutputStream in;
    private final Optional<Terminal> terminal;

    /** The process's ends of pipes: in, out, err; none with a terminal. */
    private final int[] theirs;

    private CommandStreams(
            DescriptorLoop loop,
            OutputStream in,
            DescriptorInput out,
            @Nullable DescriptorInput err,
            Optional<Terminal> terminal,
            int... theirs) {
        this.loop = loop;
        this.in = in;
        this.out = out;
        this.err = err;
        this.terminal = terminal;
        this.theirs = theirs;
    }

    static CommandStreams pipes(DescriptorLoop loop, boolean input) throws IOException {
        Pipe out = Pipe.open();
        Pipe err = Pipe.open();
        if (!input) {
            return new CommandStreams(
                    loop,
                    OutputStream.nullOutputStream(),
                    new DescriptorInput(loop, out.readEnd()),
                    new DescriptorInput(loop, err.readEnd()),
                    Optional.empty(),
                    -1,
                    out.writeEnd(),
                    err.writeEnd());
        }
        Pipe in = Pipe.open();
        return new CommandStreams(
                loop,
                new DescriptorOutput(loop, in.writeEnd()),
                new DescriptorInput(loop, out.readEnd()),
                new DescriptorInput(loop, err.readEnd()),
                Optional.empty(),
                in.readEnd(),
                out.writeEnd(),
                err.writeEnd());
    }

    static CommandStreams through(DescriptorLoop loop, Terminal terminal, boolean input)
            throws IOException {
        return new CommandStreams(
                loop,
                input
                        ? new DescriptorOutput(loop, terminal.duplicate())
                        : OutputStream.nullOutputStream(),
                new DescriptorInput(loop, terminal.descriptor()),
                null,
                Optional.of(terminal));
    }

    /** What the process reads, as a file to give to it. */
    public File theirInput() {
        return theirs[0] < 0 ? NOTHING : new File("/proc/self/fd/" + theirs[0]);
    }

    public File theirOutput() {
        return new File("/proc/self/fd/" + theirs[1]);
    }

    public File theirErrors() {
        return new File("/proc/self/fd/" + theirs[2]);
    }

    /** The process has its ends; this side would hold them open. */
    public void begin() {
        closeTheirs();
        out.follow();
        if (err != null) {
            err.follow();
        }
    }

    private void closeTheirs() {
        for (int i = 0; i < theirs.length; i++) {
            if (theirs[i] >= 0) {
                Pipe.close(theirs[i]);
                theirs[i] = -1;
            }
        }
    }

    /** What the process reads; closing it is the end of its input. */
    public OutputStream input() {
        return in;
    }

    public InputStream output() {
        return out.queue();
    }

    public InputStream errors() {
        return err == null ? InputStream.nullInputStream() : err.queue();
    }

    /**
     * Done when it returns, so that what is written next is read at the new size. A terminal ends
     * with the process: there is nothing to resize afterwards.
     */
    public void resize(int columns, int rows) {
        terminal.ifPresent(it -> out.whileOpen(() -> it.resize(columns, rows)));
    }

    /** The process has ended: what it has written is all there will be. */
    public void ended() {
        loop.execute(this::finish);
    }

    /** The process has ended. On the loop's thread only. */
    void finish() {
        out.finish();
        if (err != null) {
            err.finish();
        }
    }

    /** Nobody talks to it any more, or no process was started after all. */
    public void discard() {
        closeTheirs();
        try {
            in.close();
        } catch (IOException e) {
            throw new AssertionError("closing a descriptor does not fail", e);
        }
        loop.execute(() -> {
            out.end();
            if (err != null) {
                err.end();
            }
        });
    }
}
