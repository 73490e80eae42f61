package dev.perk.run.cli.cluster;

import dev.perk.run.kubernetes.AutoscalerProcess;
import java.net.InetSocketAddress;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Runs the autoscaler of a cluster. */
@Command(
        name = "autoscaler",
        description = "On Kubernetes: measure revisions and scale them. Several divide them.")
public final class Autoscaler implements Callable<Integer> {
    @Spec CommandSpec command;

    @Mixin ClusterOption cluster = new ClusterOption();

    @Option(
            names = "--port",
            description =
                    "Where activators report and the kubelet asks (default: ${DEFAULT-VALUE}).")
    int port = 8080;

    @Override
    public Integer call() throws InterruptedException {
        return Foreground.run(
                command,
                () ->
                        AutoscalerProcess.start(
                                new AutoscalerProcess.Options(
                                        cluster.file(),
                                        Identity.ofPod(),
                                        new InetSocketAddress(port))));
    }
}
