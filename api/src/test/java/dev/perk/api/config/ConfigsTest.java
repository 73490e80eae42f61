package dev.perk.api.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.perk.api.config.NetworkConfig.HttpProtocol;
import dev.perk.api.config.ObservabilityConfig.MetricsProtocol;
import dev.perk.api.text.Parsed;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Upstream: knative/serving pkg/autoscaler/config/config_test.go, pkg/apis/config/defaults_test.go,
 * pkg/deployment/config_test.go, pkg/gc/config_test.go, pkg/reconciler/route/config/domain_test.go;
 * knative/networking pkg/config/config_test.go.
 */
class ConfigsTest {

    @Test
    void anEmptyAutoscalerConfigHasKnativesDefaults() {
        AutoscalerConfig config = AutoscalerConfig.parse(Map.of());
        assertThat(config.enableScaleToZero()).isTrue();
        assertThat(config.containerConcurrencyTargetFraction()).isEqualTo(0.7);
        assertThat(config.containerConcurrencyTargetDefault()).isEqualTo(100);
        assertThat(config.rpsTargetDefault()).isEqualTo(200);
        assertThat(config.targetBurstCapacity()).isEqualTo(211);
        assertThat(config.activatorCapacity()).isEqualTo(100);
        assertThat(config.initialScale()).isEqualTo(1);
        assertThat(config.maxScaleUpRate()).isEqualTo(1000);
        assertThat(config.maxScaleDownRate()).isEqualTo(2);
        assertThat(config.stableWindow()).isEqualTo(Duration.ofSeconds(60));
        assertThat(config.panicWindowPercentage()).isEqualTo(10);
        assertThat(config.panicThresholdPercentage()).isEqualTo(200);
        assertThat(config.scaleToZeroGracePeriod()).isEqualTo(Duration.ofSeconds(30));
        assertThat(config.podAutoscalerClass()).isEqualTo("kpa.autoscaling.knative.dev");
    }

    @ParameterizedTest
    @CsvSource({"1, 1", "70, 0.7", "0.5, 0.5", "100, 1"})
    void aTargetPercentageAboveOneIsAPercentage(String text, double fraction) {
        var config =
                AutoscalerConfig.parse(Map.of("container-concurrency-target-percentage", text));
        assertThat(config.containerConcurrencyTargetFraction()).isEqualTo(fraction);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "container-concurrency-target-percentage | 101 |"
                        + " container-concurrency-target-percentage = 1.010000 is outside of valid"
                        + " range of (0, 100]",
                "container-concurrency-target-default | 0.001 |"
                        + " container-concurrency-target-percentage and"
                        + " container-concurrency-target-default yield target concurrency of"
                        + " 0.0007, can't be less than 0.01",
                "requests-per-second-target-default | 0 | requests-per-second-target-default must"
                        + " be at least 0.01, was: 0",
                "target-burst-capacity | -2 | target-burst-capacity must be either non-negative or"
                        + " -1 (for unlimited), was: -2.000000",
                "stable-window | 2s | stable-window = 2s, must be in [6s; 1h0m0s] range",
                "stable-window | 62m | stable-window = 1h2m0s, must be in [6s; 1h0m0s] range",
                "stable-window | 30.5s | stable-window = 30.5s, must be specified with at most"
                        + " second precision",
                "panic-window-percentage | 110 | panic-window-percentage = 110, must be in [1, 100]"
                        + " interval",
                "max-scale-up-rate | 1 | max-scale-up-rate = 1, must be greater than 1.0",
                "max-scale-down-rate | 0.9 | max-scale-down-rate = 0.9, must be greater than 1.0",
                "scale-to-zero-grace-period | 0 | scale-to-zero-grace-period must be positive,"
                        + " was: 0s",
                "scale-to-zero-pod-retention-period | -4s | scale-to-zero-pod-retention-period"
                        + " cannot be negative, was: -4s",
                "activator-capacity | 0.9 | activator-capacity = 0.9, must be at least 1",
                "initial-scale | 0 | initial-scale = 0, must be at least 0 (or at least 1 when"
                        + " allow-zero-initial-scale is false)",
                "min-scale | -1 | min-scale = -1, must be at least 0",
                "max-scale | -1 | max-scale = -1, must be in [0, max-scale-limit(0)] range",
                "max-scale-limit | -1 | max-scale-limit = -1, must be at least 0",
                "scale-down-delay | 1.5s | scale-down-delay = 1.5s, must be specified with at most"
                        + " second precision",
                "enable-scale-to-zero | yes | failed to parse data: failed to parse"
                        + " \"enable-scale-to-zero\": strconv.ParseBool: parsing \"yes\": invalid"
                        + " syntax",
                "stable-window | 60 | failed to parse data: failed to parse \"stable-window\":"
                        + " time: missing unit in duration \"60\"",
            })
    void refusesWithKnativesWords(String key, String value, String problem) {
        assertThat(problems(() -> AutoscalerConfig.parse(Map.of(key, value))))
                .containsExactly(problem);
    }

    @Test
    void relationsBetweenScalesAreChecked() {
        assertThat(
                        problems(() ->
                                AutoscalerConfig.parse(Map.of("min-scale", "5", "max-scale", "3"))))
                .containsExactly("min-scale (5) must be less than max-scale (3)");
        assertThat(problems(() -> AutoscalerConfig.parse(Map.of("max-scale-limit", "10"))))
                .containsExactly("max-scale = 0, must be in [1, max-scale-limit(10)] range");
        assertThat(
                        AutoscalerConfig.parse(Map.of("max-scale-limit", "10", "max-scale", "7"))
                                .maxScale())
                .isEqualTo(7);
        assertThat(
                        AutoscalerConfig.parse(
                                        Map.of(
                                                "initial-scale",
                                                "0",
                                                "allow-zero-initial-scale",
                                                "true"))
                                .initialScale())
                .isZero();
    }

    @Test
    void allProblemsAreReportedTogether() {
        Map<String, String> data = Map.of("stable-window", "2s", "max-scale-up-rate", "1");
        assertThat(problems(() -> AutoscalerConfig.parse(data))).hasSize(2);
    }

    @Test
    void theExampleIsNotASetting() {
        assertThat(AutoscalerConfig.parse(Map.of("_example", "stable-window: nonsense")))
                .isEqualTo(AutoscalerConfig.DEFAULT);
    }

    @Test
    void anEmptyDefaultsConfigHasKnativesDefaults() {
        DefaultsConfig config = DefaultsConfig.DEFAULT;
        assertThat(config.revisionTimeoutSeconds()).isEqualTo(300);
        assertThat(config.maxRevisionTimeoutSeconds()).isEqualTo(600);
        assertThat(config.revisionResponseStartTimeoutSeconds()).isEqualTo(300);
        assertThat(config.revisionIdleTimeoutSeconds()).isZero();
        assertThat(config.containerName()).hasToString("user-container");
        assertThat(config.containerConcurrencyMaxLimit()).isEqualTo(1000);
        assertThat(config.allowContainerConcurrencyZero()).isTrue();
        assertThat(config.enableServiceLinks()).contains(false);
    }

    @Test
    void serviceLinksCanBeLeftToKubernetes() {
        assertThat(
                        DefaultsConfig.parse(Map.of("enable-service-links", "default"))
                                .enableServiceLinks())
                .isEmpty();
        assertThat(
                        DefaultsConfig.parse(Map.of("enable-service-links", "TRUE"))
                                .enableServiceLinks())
                .contains(true);
    }

    @Test
    void theResponseStartTimeoutFollowsTheTimeout() {
        assertThat(
                        DefaultsConfig.parse(Map.of("revision-timeout-seconds", "123"))
                                .revisionResponseStartTimeoutSeconds())
                .isEqualTo(123);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "revision-timeout-seconds | 900 | revision-timeout-seconds (900) cannot be greater"
                        + " than max-revision-timeout-seconds (600)",
                "revision-timeout-seconds | abc | failed to parse \"revision-timeout-seconds\":"
                        + " strconv.ParseInt: parsing \"abc\": invalid syntax",
                "revision-response-start-timeout-seconds | 301 |"
                        + " revision-response-start-timeout-seconds (301) cannot be greater than"
                        + " revision-timeout-seconds (300)",
                "revision-idle-timeout-seconds | 301 | revision-idle-timeout-seconds (301) cannot"
                        + " be greater than revision-timeout-seconds (300)",
                "revision-cpu-request | bad | failed to parse \"revision-cpu-request\": quantities"
                        + " must match the regular expression"
                        + " '^([+-]?[0-9.]+)([eEinumkKMGTP]*[-+]?[0-9]*)$'",
                "container-concurrency | 1001 | expected 0 <= 1001 <= 1000: container-concurrency",
                "container-concurrency-max-limit | 0 | expected 1 <= 0 <= 2147483647:"
                        + " container-concurrency-max-limit",
                "container-name-template | {{.NAme}} | error executing template: template: can't"
                        + " evaluate field NAme",
            })
    void defaultsRefuseWithKnativesWords(String key, String value, String problem) {
        assertThat(problems(() -> DefaultsConfig.parse(Map.of(key, value)))).contains(problem);
    }

    @Test
    void theQueueProxyNeedsAnImage() {
        assertThat(problems(() -> DeploymentConfig.parse(Map.of())))
                .containsExactly("queue-sidecar-image cannot be empty or unset");
    }

    @Test
    void anOlderSpellingCountsWhereTheNewOneIsAbsent() {
        Map<String, String> data = new HashMap<>(Map.of("queueSidecarImage", "old"));
        assertThat(DeploymentConfig.parse(data).queueSidecarImage()).isEqualTo("old");
        data.put("queue-sidecar-image", "new");
        assertThat(DeploymentConfig.parse(data).queueSidecarImage()).isEqualTo("new");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "progress-deadline | 0s | progress-deadline cannot be a non-positive duration, was"
                        + " 0s",
                "progress-deadline | 1982ms | progress-deadline must be rounded to a whole second,"
                        + " was: 1.982s",
                "digest-resolution-timeout | -1s | digest-resolution-timeout cannot be a"
                        + " non-positive duration, was -1s",
                "default-affinity-type | coconut | unsupported default-affinity-type value:"
                        + " \"coconut\"",
            })
    void deploymentRefusesWithKnativesWords(String key, String value, String problem) {
        Map<String, String> data = Map.of("queue-sidecar-image", "q", key, value);
        assertThat(problems(() -> DeploymentConfig.parse(data))).containsExactly(problem);
    }

    @Test
    void theMostSpecificRuntimeClassWins() {
        String classes =
                """
                kata: {}
                gvisor:
                  selector: {my-label: selector}
                """;
        DeploymentConfig config =
                DeploymentConfig.parse(
                        Map.of("queue-sidecar-image", "q", "runtime-class-name", classes));
        assertThat(config.runtimeClassFor(Map.of())).isEqualTo("kata");
        assertThat(config.runtimeClassFor(Map.of("my-label", "selector"))).isEqualTo("gvisor");
    }

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

    @Test
    void gcCanBeSwitchedOffPartByPart() {
        GcConfig off =
                GcConfig.parse(
                        Map.of(
                                "retain-since-create-time", "Disabled",
                                "retain-since-last-active-time", "disabled",
                                "max-non-active-revisions", "disabled"));
        assertThat(off.isOff()).isTrue();
        assertThat(GcConfig.DEFAULT.isOff()).isFalse();
        assertThat(GcConfig.DEFAULT.retainSinceCreateTime()).contains(Duration.ofDays(2));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "retain-since-create-time | -1s | failed to parse retain-since-create-time: must be"
                        + " non-negative",
                "min-non-active-revisions | -1 | min-non-active-revisions must be non-negative,"
                        + " was: -1",
                "min-non-active-revisions | 1001 | min-non-active-revisions(1001) must be <="
                        + " max-non-active-revisions(1000)",
            })
    void gcRefusesWithKnativesWords(String key, String value, String problem) {
        assertThat(problems(() -> GcConfig.parse(Map.of(key, value)))).containsExactly(problem);
    }

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
    void networkRefusesWithKnativesWords(String key, String value, String problem) {
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
        assertThat(Optional.of(ServingConfig.DEFAULT.clusterDomain())).contains("cluster.local");
    }

    private static List<String> problems(ThrowingCallable parse) {
        return catchThrowableOfType(InvalidConfigException.class, parse).problems();
    }
}
