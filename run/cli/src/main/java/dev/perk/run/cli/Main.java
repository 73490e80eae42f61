package dev.perk.run.cli;

import dev.perk.run.cli.cluster.Activator;
import dev.perk.run.cli.cluster.Autoscaler;
import dev.perk.run.cli.cluster.AutoscalerHpa;
import dev.perk.run.cli.cluster.Controller;
import dev.perk.run.cli.cluster.Gateway;
import dev.perk.run.cli.cluster.Queue;
import dev.perk.run.cli.simulate.RecordTraffic;
import dev.perk.run.cli.simulate.Simulate;
import dev.perk.run.cli.why.Why;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.ScopeType;

/** The {@code perk} command. What it can do is in its subcommands. */
@Command(
        name = "perk",
        description = "Serverless HTTP services, from one process.",
        subcommands = {
            Up.class,
            Demo.class,
            Image.class,
            Store.class,
            Why.class,
            Simulate.class,
            RecordTraffic.class,
            Version.class,
            Train.class,
            Controller.class,
            Autoscaler.class,
            AutoscalerHpa.class,
            Activator.class,
            Gateway.class,
            Queue.class
        },
        synopsisSubcommandLabel = "COMMAND",
        mixinStandardHelpOptions = true,
        versionProvider = Version.class,
        scope = ScopeType.INHERIT)
public final class Main {

    private Main() {}

    public static void main(String... args) {
        System.exit(
                new CommandLine(new Main())
                        .setCaseInsensitiveEnumValuesAllowed(true)
                        .execute(args));
    }
}
