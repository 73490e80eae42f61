package dev.perk.api.config;

import static dev.perk.api.config.Problems.problems;
import static org.assertj.core.api.Assertions.assertThat;

import dev.perk.api.config.ObservabilityConfig.MetricsProtocol;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Upstream: knative/serving pkg/observability, knative/pkg observability. */
class ObservabilityConfigTest {

    @Test
    void metricsThatArePushedNeedAnAddress() {
        assertThat(problems(() -> ObservabilityConfig.parse(Map.of("metrics-protocol", "grpc"))))
                .containsExactly("endpoint should be set when protocol is \"grpc\"");
        assertThat(
                        ObservabilityConfig.parse(Map.of("request-metrics-protocol", "prometheus"))
                                .requestMetrics()
                                .protocol())
                .isEqualTo(MetricsProtocol.PROMETHEUS);
    }

    @Test
    void aRequestLogNeedsATemplate() {
        Map<String, String> data =
                Map.of("logging.enable-request-log", "true", "logging.request-log-template", "");
        assertThat(problems(() -> ObservabilityConfig.parse(data)))
                .containsExactly(
                        "\"logging.enable-request-log\" was set to true, but no"
                                + " \"logging.request-log-template\" was specified");
        assertThat(ObservabilityConfig.DEFAULT.requestLogTemplate()).isPresent();
    }
}
