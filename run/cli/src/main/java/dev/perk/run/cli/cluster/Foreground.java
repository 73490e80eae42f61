package dev.perk.run.cli.cluster;

import dev.perk.run.kubernetes.ClusterProcess;
import dev.perk.run.kubernetes.ProcessFailedException;
import java.io.PrintWriter;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import picocli.CommandLine.Model.CommandSpec;

/** Runs a process until it is told to stop. */
final class Foreground {
    private static final int FAILED = 1;

    /** Starts a process. */
    interface Start {
        ClusterProcess process() throws ProcessFailedException;
    }

    private Foreground() {}

    /**
     * Starts, waits for SIGTERM or Ctrl-C, and stops.
     *
     * @return the exit code
     */
    static int run(CommandSpec command, Start start) throws InterruptedException {
        PrintWriter out = command.commandLine().getOut();
        var ending = new Ending();
        Runtime.getRuntime().addShutdownHook(new Thread(ending::asked));
        try (ClusterProcess process = start.process()) {
            ending.works();
            out.println(process.greeting());
            out.flush();
            ending.awaitAsked();
            out.println("stopping");
            out.flush();
        } catch (ProcessFailedException e) {
            PrintWriter err = command.commandLine().getErr();
            err.println(e.explanation());
            err.flush();
            return FAILED;
        } catch (RuntimeException e) {
            ending.stopped(FAILED);
            throw e;
        }
        ending.stopped(0);
        return 0;
    }

    /**
     * How the process and the JVM's shutdown wait for each other.
     *
     * <p>A JVM that was told to stop by a signal exits with 143, whatever it did then; a kubelet
     * would take that for a failure. So the hook waits until everything has stopped, and ends the
     * JVM with the code of that.
     */
    private static final class Ending {
        private final CountDownLatch asked = new CountDownLatch(1);
        private final CompletableFuture<Integer> exitCode = new CompletableFuture<>();
        private volatile boolean works;

        void works() {
            works = true;
        }

        void stopped(int code) {
            exitCode.complete(code);
        }

        void awaitAsked() throws InterruptedException {
            asked.await();
        }

        void asked() {
            if (works) {
                asked.countDown();
                Runtime.getRuntime().halt(exitCode.join());
            }
        }
    }
}
