package dev.perk.run.cli;

import dev.perk.run.standalone.Options;
import dev.perk.run.standalone.Options.RuntimeChoice;
import dev.perk.run.standalone.Running;
import dev.perk.run.standalone.StartFailedException;
import java.io.PrintWriter;
import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Runs the whole system until it is told to stop. */
@Command(name = "up", description = "Start Perk in the foreground; Ctrl-C stops it.")
final class Up implements Callable<Integer> {
    private static final int FAILED = 1;

    @Spec CommandSpec command;

    @Option(
            names = "--data-dir",
            description = "Where everything is kept (default: ~/.perk).",
            paramLabel = "DIR")
    Path dataDir = DataFolder.DEFAULT;

    @Option(
            names = "--api-port",
            description = "Port of the API, 0 for any free one (default: ${DEFAULT-VALUE}).")
    int apiPort = 6443;

    @Option(
            names = "--http-port",
            description = "Port of the gateway, 0 for any free one (default: ${DEFAULT-VALUE}).")
    int httpPort = 8080;

    @Option(names = "--https-port", description = "Reserved: the gateway does not speak TLS yet.")
    int httpsPort = 8443;

    @Option(
            names = "--runtime",
            description = "What runs containers: auto, runc, process (default: auto).")
    RuntimeChoice runtime = RuntimeChoice.AUTO;

    @Option(
            names = "--domain",
            description = "What public hosts end in (default: ${DEFAULT-VALUE}).")
    String domain = "localhost";

    @Override
    public Integer call() throws InterruptedException {
        PrintWriter out = command.commandLine().getOut();
        Ending ending = Ending.onSignal();
        try (Running perk = Running.start(options(), out::println)) {
            out.printf(Locale.ROOT, "Perk is up in %.2f s%n", sinceJvmStart());
            out.println("  API         " + perk.apiUrl());
            out.println("  kubeconfig  " + perk.kubeconfig());
            perk.places().forEach(place -> out.println("  " + place));
            out.flush();
            ending.works();
            ending.awaitAsked();
            out.println("stopping");
            out.flush();
        } catch (StartFailedException e) {
            command.commandLine().getErr().println("perk: " + e.explanation());
            return FAILED;
        } catch (RuntimeException e) {
            ending.stopped(FAILED);
            throw e;
        }
        ending.stopped(0);
        return 0;
    }

    private Options options() {
        try {
            return new Options(dataDir, apiPort, httpPort, httpsPort, runtime, domain);
        } catch (IllegalArgumentException e) {
            throw new ParameterException(command.commandLine(), e.getMessage(), e);
        }
    }

    private static double sinceJvmStart() {
        long start = ManagementFactory.getRuntimeMXBean().getStartTime();
        return (System.currentTimeMillis() - start) / 1000.0;
    }
}
