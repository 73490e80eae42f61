package dev.perk.run.cli.cluster;

import dev.perk.run.kubernetes.ControllerProcess;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Runs the controllers of a cluster. */
@Command(
        name = "controller",
        description = "On Kubernetes: make what Services need exist. Several may run; one leads.")
public final class Controller implements Callable<Integer> {
    @Spec CommandSpec command;

    @Mixin ClusterOption cluster = new ClusterOption();

    @Option(
            names = "--probe-port",
            description = "Where the kubelet asks (default: ${DEFAULT-VALUE}).")
    int probePort = 8080;

    @Override
    public Integer call() throws InterruptedException {
        return Foreground.run(
                command,
                () ->
                        ControllerProcess.start(
                                new ControllerProcess.Options(
                                        cluster.file(), Identity.unique(), probePort)));
    }
}
