package dev.perk.control.controllers.metric;

import com.fasterxml.jackson.databind.JsonNode;
import dev.perk.api.Annotations;
import dev.perk.api.Kinds;
import dev.perk.api.NamespacedName;
import dev.perk.api.RevisionKey;
import dev.perk.api.scaling.Aggregation;
import dev.perk.api.scaling.MetricSpec;
import dev.perk.control.controllers.metric.MetricReconciler.Observed;
import dev.perk.control.controllers.watch.Controller;
import dev.perk.control.controllers.watch.ControllerParts;
import dev.perk.kube.KubeObject;
import dev.perk.kube.control.Observer;
import dev.perk.kube.store.ObjectCache;
import java.time.Duration;
import java.util.Optional;

/** Watches Metrics, and the collector's opinion of them. */
public final class MetricController implements Observer<Observed> {
    private static final String AGGREGATION_ALIAS =
            "autoscaling.knative.dev/metricAggregationAlgorithm";

    private final ObjectCache metrics;
    private final Collector collector;

    private MetricController(ControllerParts parts, Collector collector) {
        this.metrics = parts.cache(Kinds.METRIC);
        this.collector = collector;
    }

    public static Controller create(ControllerParts parts, Collector collector) {
        return parts.controller(
                        "metric-controller",
                        Kinds.METRIC,
                        new MetricController(parts, collector),
                        new MetricReconciler())
                .wokenBy(wake ->
                        collector.onStateChange(
                                revision -> wake.accept(revision.namespacedName())));
    }

    @Override
    public Optional<Observed> observe(NamespacedName key) {
        Optional<KubeObject> metric = metrics.get(key).filter(object -> !object.isDeleting());
        if (metric.isEmpty()) {
            collector.forget(RevisionKey.of(key));
        }
        return metric.map(object ->
                new Observed(object, collector.collect(RevisionKey.of(key), spec(object))));
    }

    static MetricSpec spec(KubeObject metric) {
        JsonNode spec = metric.spec();
        return new MetricSpec(
                Duration.ofNanos(spec.path("stableWindow").asLong()),
                Duration.ofNanos(spec.path("panicWindow").asLong()),
                spec.path("scrapeTarget").asText(),
                metric.annotation(Annotations.AGGREGATION)
                        .or(() -> metric.annotation(AGGREGATION_ALIAS))
                        .map(Aggregation::named)
                        .orElse(Aggregation.LINEAR));
    }
}
