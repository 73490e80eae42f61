package dev.perk.control.node.linux.io;

import java.io.File;
import java.io.IOException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Processes that outlive the program that started them, as containers outlive {@code runc}: this
 * process adopts them, reads what they write and hears how they end.
 */
public final class AdoptedProcesses implements AutoCloseable {

    private static final Logger log = LoggerFactory.getLogger(AdoptedProcesses.class);

    /** In place of an exit code that nobody knows. */
    private static final int LOST = 255;

    /** Hears of one process, always on the same thread. Must be quick. */
    public interface Listener {

        /** Something was written, to the standard error if {@code error}, else to the output. */
        void onOutput(boolean error, byte[] bytes);

        /**
         * The process has ended and all its output was told.
         *
         * @param exitCode 128 and the signal's number if a signal killed it
         */
        void onEnd(int exitCode);
    }

    private final DescriptorLoop loop;

    public AdoptedProcesses() throws IOException {
        Child.adoptOrphans();
        loop = new DescriptorLoop("containers");
        loop.start();
    }

    /**
     * Follows the process {@code pid}, an orphan of one of our children, from now on.
     *
     * @param output what it writes to; the writing ends are closed on this side
     */
    public Adopted adopt(long pid, Output output, Listener listener) throws IOException {
        Child child = Child.of(pid);
        output.closeWriters();
        var adopted = new Adopted(child, output, listener);
        loop.execute(adopted::follow);
        return adopted;
    }

    /**
     * Follows the process {@code pid}, an orphan of one of our children, and lets somebody talk to
     * it.
     */
    public AdoptedCommand adopt(long pid, CommandStreams streams) throws IOException {
        var adopted = new AdoptedCommand(Child.of(pid), streams, loop);
        adopted.follow();
        return adopted;
    }

    /** Pipes for a process that is about to be started and will be talked to. */
    public CommandStreams pipes(boolean input) throws IOException {
        return CommandStreams.pipes(loop, input);
    }

    /** Speaks through a terminal whose other end a process has. */
    public CommandStreams through(Terminal terminal, boolean input) throws IOException {
        return CommandStreams.through(loop, terminal, input);
    }

    @Override
    public void close() {
        loop.close();
    }

    /** Two pipes: where a process will write to. */
    public static final class Output {
        private final Pipe out;
        private final Pipe err;
        private boolean writersOpen = true;

        private Output(Pipe out, Pipe err) {
            this.out = out;
            this.err = err;
        }

        /** Pipes for a process that is about to be started. */
        public static Output open() throws IOException {
            return new Output(Pipe.open(), Pipe.open());
        }

        /** The standard output, as a file to give to the process. */
        public File out() {
            return out.writer();
        }

        public File err() {
            return err.writer();
        }

        private void closeWriters() {
            if (writersOpen) {
                writersOpen = false;
                Pipe.close(out.writeEnd());
                Pipe.close(err.writeEnd());
            }
        }

        /** Gives it up, if no process was started after all. */
        public void discard() {
            closeWriters();
            Pipe.close(out.readEnd());
            Pipe.close(err.readEnd());
        }
    }

    /** A process that is being followed. */
    public final class Adopted {
        private final Child child;
        private final Output output;
        private final Listener listener;
        private boolean outOpen = true;
        private boolean errOpen = true;
        private boolean ended;

        private Adopted(Child child, Output output, Listener listener) {
            this.child = child;
            this.output = output;
            this.listener = listener;
        }

        /** Its number; meaningful until it has ended. */
        public long pid() {
            return child.pid();
        }

        /** Sends a signal; does nothing once the process has ended. */
        public void signal(int number) {
            loop.execute(() -> {
                if (!ended) {
                    child.signal(number);
                }
            });
        }

        private void follow() {
            loop.watch(output.out.readEnd(), () -> outOpen = outOpen && tell(output.out, false));
            loop.watch(output.err.readEnd(), () -> errOpen = errOpen && tell(output.err, true));
            loop.watch(child.descriptor(), this::end);
        }

        /** Passes on what is there; false at the end. */
        private boolean tell(Pipe pipe, boolean error) {
            byte[] bytes = loop.read(pipe.readEnd());
            if (bytes == null) {
                loop.forget(pipe.readEnd());
                Pipe.close(pipe.readEnd());
                return false;
            }
            if (bytes.length > 0) {
                listener.onOutput(error, bytes);
            }
            return true;
        }

        private void end() {
            ended = true;
            loop.forget(child.descriptor());
            int exitCode = awaitExitCode();
            // The end is told last, so that whoever hears it has all the output.
            outOpen = outOpen && drain(output.out, false);
            errOpen = errOpen && drain(output.err, true);
            listener.onEnd(exitCode);
        }

        private int awaitExitCode() {
            try {
                return child.await().code();
            } catch (IOException e) {
                log.warn("exit code lost: {}", e.getMessage());
                return LOST;
            } finally {
                child.close();
            }
        }

        private boolean drain(Pipe pipe, boolean error) {
            boolean more = true;
            while (more) {
                byte[] bytes = loop.read(pipe.readEnd());
                more = bytes != null && bytes.length > 0;
                if (bytes != null && bytes.length > 0) {
                    listener.onOutput(error, bytes);
                }
            }
            loop.forget(pipe.readEnd());
            Pipe.close(pipe.readEnd());
            return false;
        }
    }
}
