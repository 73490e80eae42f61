package dev.perk.api.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.junit.jupiter.api.Test;

/** Upstream: knative/serving pkg/reconciler/route/config/domain_test.go. */
class DomainConfigTest {

    @Test
    void withoutADefaultDomainRoutesStayInTheCluster() {
        assertThat(DomainConfig.DEFAULT.domainFor(Map.of())).isEqualTo("svc.cluster.local");
    }

    @Test
    void theDomainWithMostMatchingLabelsWins() {
        DomainConfig config =
                DomainConfig.parse(
                        Map.of(
                                "b.example.com", "",
                                "a.example.com", "",
                                "blue.example.com", "selector: {team: blue}",
                                "blue-eu.example.com", "selector: {team: blue, region: eu}"),
                        "cluster.local");
        assertThat(config.domainFor(Map.of())).isEqualTo("a.example.com");
        assertThat(config.domainFor(Map.of("team", "blue"))).isEqualTo("blue.example.com");
        assertThat(config.domainFor(Map.of("team", "blue", "region", "eu")))
                .isEqualTo("blue-eu.example.com");
        assertThat(config.domainFor(Map.of("networking.knative.dev/visibility", "cluster-local")))
                .isEqualTo("svc.cluster.local");
    }
}
