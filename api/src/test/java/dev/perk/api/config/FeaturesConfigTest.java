package dev.perk.api.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.junit.jupiter.api.Test;

/** Upstream: knative/serving pkg/apis/config/features_test.go. */
class FeaturesConfigTest {

    @Test
    void unknownFeatureValuesLeaveTheDefault() {
        FeaturesConfig config =
                FeaturesConfig.parse(
                        Map.of(
                                "multi-container", "perhaps",
                                "kubernetes.podspec-affinity", "Allowed",
                                "kubernetes.podspec-fieldref", "ENABLED"));
        assertThat(config.isEnabled(Feature.MULTI_CONTAINER)).isTrue();
        assertThat(config.isAllowed(Feature.AFFINITY)).isTrue();
        assertThat(config.isEnabled(Feature.AFFINITY)).isFalse();
        assertThat(config.isEnabled(Feature.FIELD_REF)).isTrue();
        assertThat(config.isAllowed(Feature.NODE_SELECTOR)).isFalse();
    }
}
