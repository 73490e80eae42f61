package dev.perk.api.scaling;

import java.time.Duration;

/**
 * What to collect about one revision: the {@code spec} of a Metric object.
 *
 * @param stableWindow 6 s to 1 h, whole seconds
 * @param panicWindow 1 s or more, whole seconds
 * @param scrapeTarget the Service whose pods are asked each second; empty if the activators alone
 *     tell about this revision
 */
public record MetricSpec(
        Duration stableWindow, Duration panicWindow, String scrapeTarget, Aggregation aggregation) {

    public MetricSpec {
        if (stableWindow.compareTo(Duration.ofSeconds(1)) < 0
                || panicWindow.compareTo(Duration.ofSeconds(1)) < 0) {
            throw new IllegalArgumentException(
                    "stable window = "
                            + stableWindow
                            + ", panic window = "
                            + panicWindow
                            + " (expected: 1 s or more each)");
        }
    }

    /**
     * What to collect for a revision with these settings. With a burst capacity of -1 every request
     * passes an activator, so there is nothing to scrape. Source: {@code knative/serving
     * pkg/reconciler/autoscaling/resources/metric.go}.
     *
     * @param privateService the Service that selects the revision's pods
     */
    public static MetricSpec of(ScalingSettings settings, String privateService) {
        return new MetricSpec(
                settings.stableWindow(),
                settings.panicWindow(),
                settings.targetBurstCapacity() == -1 ? "" : privateService,
                settings.aggregation());
    }

    public boolean scrapes() {
        return !scrapeTarget.isEmpty();
    }
}
