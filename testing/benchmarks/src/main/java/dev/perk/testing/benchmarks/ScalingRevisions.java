package dev.perk.testing.benchmarks;

import dev.perk.api.RevisionKey;
import dev.perk.api.scaling.Aggregation;
import dev.perk.api.scaling.DeciderSpec;
import dev.perk.api.scaling.MetricSpec;
import dev.perk.api.scaling.MetricTarget;
import dev.perk.api.scaling.ScalingMetric;
import dev.perk.api.stats.Stat;
import java.time.Duration;
import java.time.Instant;
import java.util.function.BiConsumer;

/** Revisions with the cluster's defaults, each with a full minute of load of its own. */
final class ScalingRevisions {
    static final Instant START = Instant.parse("2026-01-01T00:00:00Z");
    static final int SECONDS = 60;
    static final Instant NOW = START.plusSeconds(SECONDS - 1);

    static final MetricSpec METRIC =
            new MetricSpec(Duration.ofSeconds(60), Duration.ofSeconds(6), "", Aggregation.LINEAR);
    static final DeciderSpec SPEC =
            new DeciderSpec(
                    ScalingMetric.CONCURRENCY,
                    new MetricTarget(70, 100),
                    1000,
                    2,
                    2,
                    Duration.ofSeconds(60),
                    Duration.ZERO,
                    211,
                    100,
                    1,
                    1,
                    true);

    private ScalingRevisions() {}

    static RevisionKey[] keys(int count) {
        var keys = new RevisionKey[count];
        for (int at = 0; at < count; at++) {
            keys[at] = new RevisionKey("default", "hello-%06d".formatted(at));
        }
        return keys;
    }

    /** The same load every time, and another one for each revision. */
    static void load(RevisionKey[] keys, BiConsumer<RevisionKey, Stat> sink) {
        for (int second = 0; second < SECONDS; second++) {
            for (int at = 0; at < keys.length; at++) {
                double load = (at * 31L + second * 17L) % 400;
                sink.accept(
                        keys[at],
                        Stat.ofActivator("activator", load, load).at(START.plusSeconds(second)));
            }
        }
    }
}
