package dev.perk.kube.config;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.perk.api.Kinds;
import dev.perk.api.config.ServingConfig;
import dev.perk.kube.Json;
import dev.perk.kube.KubeObject;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Upstream: knative/pkg configmap/store_test.go. */
class LiveConfigTest {
    private final LiveConfig config = new LiveConfig(ServingConfig.DEFAULT);
    private final List<ServingConfig> heard = new ArrayList<>();

    LiveConfigTest() {
        config.onChange(heard::add);
    }

    @Test
    void aChangeIsCurrentBeforeAnyoneHearsOfIt() {
        config.onChange(next -> assertThat(config.current()).isEqualTo(next));
        config.seen(autoscaler(Map.of("stable-window", "30s")));
        assertThat(stableWindow()).isEqualTo(Duration.ofSeconds(30));
        assertThat(heard).hasSize(1);
    }

    @Test
    void aBadValueChangesNothing() {
        config.seen(autoscaler(Map.of("stable-window", "30s")));
        config.seen(autoscaler(Map.of("stable-window", "2s")));
        assertThat(stableWindow()).isEqualTo(Duration.ofSeconds(30));
        assertThat(heard).hasSize(1);
    }

    @Test
    void whatSaysTheSameIsNotNews() {
        config.seen(autoscaler(Map.of("stable-window", "60s")));
        config.seen(autoscaler(Map.of("_example", "something else")));
        assertThat(heard).isEmpty();
    }

    @Test
    void aConfigMapThatDisappearsLeavesWhatItSaid() {
        config.seen(autoscaler(Map.of("stable-window", "30s")));
        config.seen(null);
        assertThat(stableWindow()).isEqualTo(Duration.ofSeconds(30));
    }

    @Test
    void otherNamespacesDoNotCount() {
        config.seen(configMap("default", "config-autoscaler", Map.of("stable-window", "30s")));
        assertThat(config.current()).isEqualTo(ServingConfig.DEFAULT);
    }

    private Duration stableWindow() {
        return config.current().autoscaler().stableWindow();
    }

    private static KubeObject autoscaler(Map<String, String> data) {
        return configMap("knative-serving", "config-autoscaler", data);
    }

    private static KubeObject configMap(String namespace, String name, Map<String, String> data) {
        ObjectNode tree = Json.object();
        tree.putObject("metadata").put("namespace", namespace).put("name", name);
        data.forEach(tree.putObject("data")::put);
        return KubeObject.of(Kinds.CONFIG_MAP, tree);
    }
}
