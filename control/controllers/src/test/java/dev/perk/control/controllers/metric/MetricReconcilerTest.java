package dev.perk.control.controllers.metric;

import static dev.perk.control.controllers.fixture.Manifests.object;
import static org.assertj.core.api.Assertions.assertThat;

import dev.perk.api.scaling.Aggregation;
import dev.perk.api.scaling.MetricSpec;
import dev.perk.control.controllers.fixture.PlanText;
import dev.perk.control.controllers.metric.Collector.State;
import dev.perk.control.controllers.metric.MetricReconciler.Observed;
import dev.perk.kube.KubeObject;
import dev.perk.testing.testkit.FakeClock;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** Upstream: knative/serving pkg/reconciler/metric/metric_test.go. */
class MetricReconcilerTest {
    private final KubeObject metric =
            object(
                    """
                    apiVersion: autoscaling.internal.knative.dev/v1alpha1
                    kind: Metric
                    metadata:
                      name: hello-00001
                      annotations: {autoscaling.knative.dev/metric-aggregation-algorithm: weighted-exponential}
                    spec: {stableWindow: 60000000000, panicWindow: 6000000000, scrapeTarget: hello-00001-private}
                    """);

    @Test
    void tellsHowCollectingGoes() {
        assertThat(ready(new State.Collecting())).isEqualTo("True");
        assertThat(ready(new State.NoEndpoints("no pods")))
                .isEqualTo("Unknown NoEndpoints: no pods");
        assertThat(ready(new State.NoStats("silence")))
                .isEqualTo("False DidNotReceiveStat: silence");
        assertThat(ready(new State.Failed("broken")))
                .isEqualTo("False CollectionFailed: Failed to reconcile metric collection: broken");
    }

    @Test
    void readsWhatToCollect() {
        assertThat(MetricController.spec(metric))
                .isEqualTo(
                        new MetricSpec(
                                Duration.ofSeconds(60),
                                Duration.ofSeconds(6),
                                "hello-00001-private",
                                Aggregation.WEIGHTED_EXPONENTIAL));
    }

    private String ready(State state) {
        return PlanText.of(
                        new MetricReconciler()
                                .reconcile(new Observed(metric, state), FakeClock.START))
                .ready();
    }
}
