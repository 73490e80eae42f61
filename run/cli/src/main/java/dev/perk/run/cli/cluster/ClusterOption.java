package dev.perk.run.cli.cluster;

import java.nio.file.Path;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Which cluster a process works for. */
final class ClusterOption {
    @Option(
            names = "--kubeconfig",
            description = "How to reach the cluster (default: as kubectl does, or as a pod).",
            paramLabel = "FILE")
    @Nullable Path kubeconfig;

    /** Empty as kubectl does it, or inside a pod. */
    Optional<Path> file() {
        return Optional.ofNullable(kubeconfig);
    }
}
