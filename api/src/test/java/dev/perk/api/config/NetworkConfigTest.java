package dev.perk.api.config;

import static dev.perk.api.config.Problems.problems;
import static org.assertj.core.api.Assertions.assertThat;

import dev.perk.api.config.NetworkConfig.HttpProtocol;
import dev.perk.api.text.Parsed;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Upstream: knative/networking pkg/config/config_test.go. */
class NetworkConfigTest {

    @Test
    void hostsComeFromTemplates() {
        NetworkConfig config =
                NetworkConfig.parse(
                        Map.of(
                                "domain-template",
                                "{{.Name}}-{{index .Labels \"sub\"}}.{{.Domain}}"));
        assertThat(config.host("hello", "default", "perk.dev", Map.of(), Map.of("sub", "x")))
                .isEqualTo(Parsed.good("hello-x.perk.dev"));
        assertThat(NetworkConfig.DEFAULT.host("hello", "default", "localhost", Map.of(), Map.of()))
                .isEqualTo(Parsed.good("hello.default.localhost"));
        assertThat(config.taggedName("hello", "v1")).isEqualTo(Parsed.good("v1-hello"));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "domain-template | {{.Name}}/{{.Domain}} | domain template has url path: /baz.com",
                "domain-template | {{.Labels.none}}{{if .Name}}{{end}}/ | domain template has url"
                        + " path: /",
                "domain-template | {{if .Labels.none}}x{{end}} | domain template: empty hostname",
                "rollout-duration | -444 | rollout-duration must be a positive integer, but was"
                        + " -444",
                "http-protocol | under-the-bridge | httpProtocol under-the-bridge in"
                        + " config-network ConfigMap is not supported",
                "system-internal-tls | wrong | system-internal-tls with value: \"wrong\" in"
                        + " config-network ConfigMap is not supported",
            })
    void refusesWithKnativesWords(String key, String value, String problem) {
        assertThat(problems(() -> NetworkConfig.parse(Map.of(key, value))))
                .containsExactly(problem);
    }

    @Test
    void tlsAndHttpModesAreReadInAnyCase() {
        NetworkConfig config =
                NetworkConfig.parse(Map.of("autoTLS", "Enabled", "httpProtocol", "Redirected"));
        assertThat(config.externalDomainTls()).isTrue();
        assertThat(config.httpProtocol()).isEqualTo(HttpProtocol.REDIRECTED);
        assertThat(NetworkConfig.parse(Map.of("internal-encryption", "true")).systemInternalTls())
                .isTrue();
        assertThat(NetworkConfig.DEFAULT.externalDomainTls()).isFalse();
    }
}
