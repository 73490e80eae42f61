package dev.perk.run.cli.cluster;

import dev.perk.run.kubernetes.ClusterProcess;
import dev.perk.run.kubernetes.ProcessFailedException;
import java.io.PrintWriter;
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
        var asked = new CountDownLatch(1);
        var stopped = new CountDownLatch(1);
        Runtime.getRuntime()
                .addShutdownHook(
                        new Thread(() -> {
                            asked.countDown();
                            awaitQuietly(stopped);
                        }));
        try (ClusterProcess process = start.process()) {
            out.println(process.greeting());
            out.flush();
            asked.await();
            out.println("stopping");
            out.flush();
        } catch (ProcessFailedException e) {
            PrintWriter err = command.commandLine().getErr();
            err.println(e.explanation());
            err.flush();
            return FAILED;
        } finally {
            stopped.countDown();
        }
        return 0;
    }

    /** The JVM ends when its hooks have, so this one waits for the process. */
    private static void awaitQuietly(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
