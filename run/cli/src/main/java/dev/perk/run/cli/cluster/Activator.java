package dev.perk.run.cli.cluster;

import java.io.PrintWriter;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** Holds the place of the activator, which is only a part of {@code perk up} so far. */
@Command(name = "activator", description = "On Kubernetes: not built yet as a process of its own.")
public final class Activator implements Callable<Integer> {
    private static final int FAILED = 1;

    @Spec CommandSpec command;

    @Override
    public Integer call() {
        PrintWriter err = command.commandLine().getErr();
        err.println(
                "the activator is not built yet as a process of its own (it is a part of perk up)");
        err.flush();
        return FAILED;
    }
}
