package dev.perk.run.cli.cluster;

import dev.perk.run.kubernetes.ControllerProcess;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Runs the controller of the class {@code hpa.autoscaling.knative.dev} of a cluster. */
@Command(
        name = "autoscaler-hpa",
        description = "On Kubernetes: have revisions scaled by CPU, memory or their own metrics.")
public final class AutoscalerHpa implements Callable<Integer> {
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
                        ControllerProcess.startHorizontal(
                                new ControllerProcess.Options(
                                        cluster.file(), Identity.unique(), probePort)));
    }
}
