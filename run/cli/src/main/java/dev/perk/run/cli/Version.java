package dev.perk.run.cli;

import java.util.Objects;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** Prints what runs here. */
@Command(name = "version", description = "Print the version of Perk and of its Java.")
final class Version implements Runnable {

    @Spec CommandSpec command;

    @Override
    public void run() {
        // The jar's manifest knows; classes that run from a folder, as in an IDE, have none.
        String perk =
                Objects.requireNonNullElse(
                        Version.class.getPackage().getImplementationVersion(), "development");
        command.commandLine().getOut().printf("perk %s (java %s)%n", perk, Runtime.version());
    }
}
