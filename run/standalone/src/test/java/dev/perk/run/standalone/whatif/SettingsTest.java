package dev.perk.run.standalone.whatif;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SettingsTest {

    @Test
    void anAnnotationNeedsNoPrefixAndWinsOverTheConfigMap() {
        Settings settings =
                Settings.DEFAULT
                        .with("config-autoscaler/max-scale=3")
                        .with("stable-window=90s")
                        .with("max-scale=5")
                        .with("autoscaling.knative.dev/target=7");
        assertThat(settings.assignments())
                .containsExactly(
                        "autoscaling.knative.dev/max-scale=5",
                        "autoscaling.knative.dev/target=7",
                        "config-autoscaler/max-scale=3",
                        "config-autoscaler/stable-window=90s",
                        "containerConcurrency=0",
                        "pod-start=2s",
                        "pod-stop=0s",
                        "pods=0");
        assertThat(settings.setup().settings().stableWindow()).hasSeconds(90);
    }

    @Test
    void whatIsWrittenCanBeReadAgain() {
        Settings settings =
                Settings.DEFAULT
                        .with("window=30s")
                        .with("containerConcurrency=4")
                        .with("pod-start=700ms")
                        .with("pod-stop=250ms")
                        .with("pods=3");
        Settings again = Settings.DEFAULT;
        for (String assignment : settings.assignments()) {
            again = again.with(assignment);
        }
        assertThat(again).isEqualTo(settings);
    }

    /** The texts of {@code AutoscalingRules} and {@code AutoscalerConfig}. */
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "window=2s|expected 6s <= 2s <= 1h0m0s:"
                        + " metadata.annotations.autoscaling.knative.dev/window",
                "target=x|invalid value: x: metadata.annotations.autoscaling.knative.dev/target",
                "stable-window=2s|stable-window = 2s, must be in [6s; 1h0m0s] range",
                "containerConcurrency=5000|expected 0 <= 5000 <= 1000: spec.containerConcurrency",
            })
    void theRulesAreThoseOfAdmission(String assignment, String complaint) {
        assertThatThrownBy(() -> Settings.DEFAULT.with(assignment).setup()).hasMessage(complaint);
    }

    @Test
    void aMisspelledKeyIsNamed() {
        assertThatThrownBy(() -> Settings.DEFAULT.with("tarqet=5"))
                .hasMessageStartingWith("unknown setting \"tarqet\" (expected: ");
        assertThatThrownBy(() -> Settings.DEFAULT.with("autoscaling.knative.dev/tarqet=5"))
                .hasMessageStartingWith("unknown setting \"autoscaling.knative.dev/tarqet\"");
    }
}
