package dev.perk.run.kubernetes.store;

import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.ConfigBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/** A connection to a cluster: its objects, for as long as it is open. */
public final class Cluster implements AutoCloseable {
    private final KubernetesClient client;
    private final ClusterStore store;

    private Cluster(KubernetesClient client) {
        this.client = client;
        this.store = new ClusterStore(client);
    }

    /**
     * Connects by {@code kubeconfig}, or, without one, as every program does: by the file that
     * {@code KUBECONFIG} names, by {@code ~/.kube/config}, or by the service account of this pod.
     * Nothing is asked of the cluster yet.
     *
     * @throws IllegalArgumentException if the kubeconfig does not exist or cannot be used
     */
    public static Cluster connect(Optional<Path> kubeconfig) {
        try {
            Config found =
                    kubeconfig
                            .map(file -> Config.fromKubeconfig(existing(file).toFile()))
                            .orElseGet(() -> Config.autoConfigure(null));
            // Whoever calls us tries again by himself, and must not wait for a minute to learn that
            // he has to.
            Config config = new ConfigBuilder(found).withRequestRetryBackoffLimit(0).build();
            return new Cluster(new KubernetesClientBuilder().withConfig(config).build());
        } catch (KubernetesClientException e) {
            throw new IllegalArgumentException(
                    "cannot connect to the cluster: " + e.getMessage(), e);
        }
    }

    private static Path existing(Path file) {
        if (!Files.isRegularFile(file)) {
            throw new IllegalArgumentException("kubeconfig = " + file + " (expected: a file)");
        }
        return file;
    }

    public ClusterStore store() {
        return store;
    }

    /** Where the API server is, such as {@code https://10.96.0.1:443/}. */
    public String url() {
        return client.getMasterUrl().toString();
    }

    /** Watches break off. */
    @Override
    public void close() {
        client.close();
    }
}
