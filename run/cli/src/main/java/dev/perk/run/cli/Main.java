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
import dev.perk.run.standalone.Standalone;
import java.util.List;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.ScopeType;

/** The {@code perk} command. What it can do is in its subcommands. */
@Command(
        name = "perk",
        description = "Serverless HTTP services, from one process.",
        synopsisSubcommandLabel = "COMMAND",
        mixinStandardHelpOptions = true,
        versionProvider = Version.class,
        scope = ScopeType.INHERIT)
public final class Main {

    private static final List<Class<?>> COMMANDS =
            List.of(
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
                    Queue.class);

    private Main() {}

    public static void main(String... args) {
        if (args.length > 0 && args[0].equals("up")) {
            Standalone.prepare();
        }
        System.exit(commands(args).setCaseInsensitiveEnumValuesAllowed(true).execute(args));
    }

    /** Reading what all commands can takes a tenth of a start; who names one needs no other. */
    static CommandLine commands(String... args) {
        var perk = new CommandLine(new Main());
        COMMANDS.stream()
                .filter(command -> args.length > 0 && name(command).equals(args[0]))
                .findFirst()
                .ifPresentOrElse(perk::addSubcommand, () -> COMMANDS.forEach(perk::addSubcommand));
        return perk;
    }

    private static String name(Class<?> command) {
        return command.getAnnotation(Command.class).name();
    }
}
