package dev.perk.api.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Upstream: knative/serving pkg/apis/config/store_test.go. */
class ServingConfigTest {

    @Test
    void oneConfigMapChangesOnePart() {
        ServingConfig changed =
                ServingConfig.DEFAULT.with("config-autoscaler", Map.of("stable-window", "30s"));
        assertThat(changed.autoscaler().stableWindow()).isEqualTo(Duration.ofSeconds(30));
        assertThat(changed.network()).isEqualTo(ServingConfig.DEFAULT.network());
        assertThat(ServingConfig.DEFAULT.with("config-other", Map.of("a", "b")))
                .isEqualTo(ServingConfig.DEFAULT);
    }

    @Test
    void theClusterDomainIsTheOneOfTheCluster() {
        assertThat(ServingConfig.inCluster("k.example").domain().domainFor(Map.of()))
                .isEqualTo("svc.k.example");
        assertThat(ServingConfig.DEFAULT.clusterDomain()).isEqualTo("cluster.local");
    }
}
