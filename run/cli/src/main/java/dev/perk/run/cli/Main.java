package dev.perk.run.cli;

import picocli.CommandLine;
import picocli.CommandLine.Command;

/** The {@code perk} command. What it can do is in its subcommands. */
@Command(
        name = "perk",
        description = "Serverless HTTP services, from one process.",
        subcommands = Version.class,
        synopsisSubcommandLabel = "COMMAND")
public final class Main {

    private Main() {}

    public static void main(String... args) {
        System.exit(new CommandLine(new Main()).execute(args));
    }
}
