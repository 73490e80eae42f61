package dev.perk.api.config.io;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.perk.api.config.ConfigMapCheck;
import dev.perk.api.config.Feature;
import dev.perk.api.config.ServingConfig;
import dev.perk.api.text.Yaml;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Upstream: knative/pkg configmap/testing/example.go, which every config package is tested with.
 */
class ShippedConfigTest {

    static List<ObjectNode> shipped() {
        return ShippedConfig.core();
    }

    @ParameterizedTest
    @MethodSource("shipped")
    void isAccepted(ObjectNode configMap) {
        assertThat(ConfigMapCheck.of(configMap, ServingConfig.DEFAULT))
                .isEqualTo(new ConfigMapCheck(List.of(), List.of()));
    }

    @ParameterizedTest
    @MethodSource("shipped")
    void isGuardedByTheChecksumOfItsExample(ObjectNode configMap) {
        JsonNode annotations = configMap.path("metadata").path("annotations");
        assertThat(annotations.path(ConfigMapCheck.EXAMPLE_CHECKSUM).asText())
                .isEqualTo(ConfigMapCheck.sumOf(configMap.path("data").path("_example").asText()));
    }

    @ParameterizedTest
    @MethodSource("shipped")
    void hasAnExampleThatWorksWhenItIsCopied(ObjectNode configMap) {
        ObjectNode copied = configMap.deepCopy();
        example(configMap).forEach(copied.putObject("data")::put);
        assertThat(ConfigMapCheck.of(copied, ServingConfig.DEFAULT))
                .as("keys that exist, with values that are allowed")
                .isEqualTo(new ConfigMapCheck(List.of(), List.of()));
    }

    @Test
    void theExamplesNameTheDefaults() {
        ServingConfig config = ServingConfig.DEFAULT;
        for (ObjectNode configMap : ShippedConfig.core()) {
            String name = configMap.path("metadata").path("name").asText();
            if (!Set.of("config-domain", "config-logging").contains(name)) {
                config = config.with(name, withoutMereExamples(example(configMap)));
            }
        }
        assertThat(config).isEqualTo(ServingConfig.DEFAULT);
    }

    /** The settings that have no default, so that their example is something else. */
    private static Map<String, String> withoutMereExamples(Map<String, String> example) {
        Map<String, String> left = new LinkedHashMap<>(example);
        left.keySet()
                .removeIf(key ->
                        key.matches("revision-(cpu|memory|ephemeral-storage)-.*")
                                || key.matches("queue-sidecar-.*-(limit|request)")
                                || key.equals("queue-sidecar-token-audiences")
                                || key.equals("runtime-class-name"));
        return left;
    }

    @Test
    void everyFeatureIsDescribed() {
        ObjectNode features =
                ShippedConfig.core().stream()
                        .filter(each -> each.at("/metadata/name").asText().endsWith("-features"))
                        .findFirst()
                        .orElseThrow();
        assertThat(example(features).keySet())
                .containsAll(Arrays.stream(Feature.values()).map(Feature::key).toList());
    }

    @Test
    void aStandalonePerkServesLocalhostThroughItsOwnGateway() {
        ServingConfig config = ServingConfig.DEFAULT;
        for (ObjectNode configMap : ShippedConfig.standalone()) {
            assertThat(ConfigMapCheck.of(configMap, config).problems()).isEmpty();
            config = config.with(configMap.at("/metadata/name").asText(), data(configMap));
        }
        assertThat(config.network().ingressClass())
                .isEqualTo("perk.ingress.networking.knative.dev");
        assertThat(config.domain().domainFor(Map.of())).isEqualTo("localhost");
        assertThat(config.with("config-network", Map.of()).with("config-domain", Map.of()))
                .as("nothing else differs")
                .isEqualTo(ServingConfig.DEFAULT);
    }

    @Test
    void everyFileIsShipped() throws IOException {
        Set<String> names = new TreeSet<>();
        try (var files = Files.list(Path.of("../config/core/configmaps"))) {
            files.forEach(file ->
                    names.add("config-" + file.getFileName().toString().replace(".yaml", "")));
        }
        assertThat(ShippedConfig.core())
                .extracting(configMap -> configMap.at("/metadata/name").asText())
                .containsExactlyElementsOf(names);
    }

    private static Map<String, String> example(ObjectNode configMap) {
        String example = configMap.path("data").path("_example").asText();
        ObjectNode copied = configMap.objectNode();
        copied.set("data", Yaml.parse(example).optional().orElseThrow());
        return data(copied);
    }

    private static Map<String, String> data(JsonNode configMap) {
        Map<String, String> data = new LinkedHashMap<>();
        configMap
                .path("data")
                .properties()
                .forEach(entry -> data.put(entry.getKey(), entry.getValue().asText()));
        return data;
    }
}
