package dev.perk.api.config;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import org.junit.jupiter.api.Test;

/** Upstream: knative/pkg webhook/configmaps/configmaps_test.go, configmap/hash-gen. */
class ConfigMapCheckTest {
    private final ObjectNode configMap = JsonNodeFactory.instance.objectNode();
    private final ObjectNode metadata = configMap.putObject("metadata");
    private final ObjectNode data = configMap.putObject("data");

    ConfigMapCheckTest() {
        metadata.put("name", "config-autoscaler").put("namespace", "knative-serving");
        metadata.putObject("labels")
                .put("app.kubernetes.io/name", "knative-serving")
                .put("app.kubernetes.io/component", "autoscaler");
    }

    @Test
    void aBadValueIsRefused() {
        data.put("stable-window", "2s");
        assertThat(check().problems())
                .containsExactly("stable-window = 2s, must be in [6s; 1h0m0s] range");
    }

    @Test
    void whatLacksTheLabelsIsNotLookedAt() {
        data.put("stable-window", "2s");
        metadata.remove("labels");
        assertThat(check().problems()).isEmpty();
    }

    @Test
    void aKeyThatNobodyReadsIsAWarning() {
        data.put("stable-windows", "60s");
        assertThat(check().problems()).isEmpty();
        assertThat(check().warnings())
                .containsExactly("unknown key \"stable-windows\" in config-autoscaler");
    }

    @Test
    void whoeverEditsTheExampleIsTold() {
        data.put("_example", "changed");
        metadata.putObject("annotations").put("knative.dev/example-checksum", "47c2487f");
        assertThat(check().problems())
                .containsExactly(
                        "the update modifies a key in \"_example\" which is probably not what you"
                            + " want. Instead, copy the respective setting to the top-level of the"
                            + " ConfigMap, directly below \"data\"");
    }

    /** The values of upstream's TestChecksum, where they are known to agree. */
    @Test
    void theChecksumIgnoresSpaceAroundAndEmptyLines() {
        assertThat(ConfigMapCheck.sumOf("")).isEqualTo("00000000");
        assertThat(ConfigMapCheck.sumOf("1")).isEqualTo("83dcefb7");
        assertThat(ConfigMapCheck.sumOf("\n a\r\n\nb \n"))
                .isEqualTo(ConfigMapCheck.sumOf("a\nb"))
                .isNotEqualTo(ConfigMapCheck.sumOf("ab"));
    }

    private ConfigMapCheck check() {
        return ConfigMapCheck.of(configMap, ServingConfig.DEFAULT);
    }
}
