package dev.perk.run.cli.cluster;

import dev.perk.run.cli.Ending;
import dev.perk.run.kubernetes.ClusterProcess;
import dev.perk.run.kubernetes.ProcessFailedException;
import java.io.PrintWriter;
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
        Ending ending = Ending.onSignal();
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
}
