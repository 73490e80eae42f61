package dev.perk.testing.e2e;

import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import io.fabric8.kubernetes.client.http.HttpClient;
import io.fabric8.kubernetes.client.informers.ResourceEventHandler;
import java.nio.file.Path;

/** An informer of fabric8, over one of its HTTP clients. */
final class Fabric8Follower implements AutoCloseable {
    private final KubernetesClient client;

    Fabric8Follower(HttpClient.Factory http, Path kubeconfig, Diary diary) {
        client =
                new KubernetesClientBuilder()
                        .withConfig(Config.fromKubeconfig(kubeconfig.toFile()))
                        .withHttpClientFactory(http)
                        .build();
        client.configMaps()
                .inNamespace("default")
                .withLabel("soak")
                .inform(
                        new ResourceEventHandler<>() {
                            @Override
                            public void onAdd(ConfigMap object) {
                                write("ADDED", object);
                            }

                            @Override
                            public void onUpdate(ConfigMap before, ConfigMap object) {
                                write("MODIFIED", object);
                            }

                            @Override
                            public void onDelete(ConfigMap object, boolean unknown) {
                                write(unknown ? "MISSED" : "DELETED", object);
                            }

                            private void write(String kind, ConfigMap object) {
                                diary.write(
                                        kind,
                                        object.getMetadata().getName(),
                                        object.getData().getOrDefault("value", ""),
                                        object.getMetadata().getResourceVersion());
                            }
                        });
    }

    @Override
    public void close() {
        client.close();
    }
}
