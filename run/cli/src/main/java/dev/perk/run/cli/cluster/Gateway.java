package dev.perk.run.cli.cluster;

import dev.perk.run.kubernetes.GatewayProcess;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Runs a built-in gateway of a cluster. */
@Command(
        name = "gateway",
        description =
                "On Kubernetes: route requests to revisions, over HTTP/1.1. As many may run as"
                        + " there is traffic for.")
public final class Gateway implements Callable<Integer> {
    @Spec CommandSpec command;

    @Mixin ClusterOption cluster = new ClusterOption();

    @Option(
            names = "--http-port",
            description = "For requests from outside (default: ${DEFAULT-VALUE}).")
    int httpPort = 8080;

    @Option(
            names = "--local-port",
            description = "For requests from inside the cluster (default: ${DEFAULT-VALUE}).")
    int localPort = 8081;

    @Option(
            names = "--probe-port",
            description = "Where the kubelet asks (default: ${DEFAULT-VALUE}).")
    int probePort = 8090;

    @Override
    public Integer call() throws InterruptedException {
        return Foreground.run(
                command,
                () ->
                        GatewayProcess.start(
                                new GatewayProcess.Options(
                                        cluster.file(), httpPort, localPort, probePort)));
    }
}
