package dev.perk.run.cli;

import java.util.Objects;
import picocli.CommandLine.Command;
import picocli.CommandLine.IVersionProvider;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** Prints what runs here, also for {@code --version}. */
@Command(name = "version", description = "Print the version of Perk and of its Java.")
final class Version implements Runnable, IVersionProvider {

    @Spec CommandSpec command;

    @Override
    public String[] getVersion() {
        // The jar's manifest knows; classes that run from a folder, as in an IDE, have none.
        String perk =
                Objects.requireNonNullElse(
                        Version.class.getPackage().getImplementationVersion(), "development");
        return new String[] {"perk %s (java %s)".formatted(perk, Runtime.version())};
    }

    @Override
    public void run() {
        command.commandLine().printVersionHelp(command.commandLine().getOut());
    }
}
