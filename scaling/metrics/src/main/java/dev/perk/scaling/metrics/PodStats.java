package dev.perk.scaling.metrics;

import dev.perk.api.RevisionKey;
import dev.perk.api.scaling.MetricSpec;
import java.util.function.Consumer;

/**
 * The pods' own counts of their requests. In one process they answer at once; on Kubernetes they
 * are asked over HTTP.
 */
@FunctionalInterface
public interface PodStats {
    /**
     * Asks the ready pods of {@code revision}, without blocking, and tells {@code then} once what
     * they answered, on any thread.
     */
    void scrape(RevisionKey revision, MetricSpec spec, Consumer<Scrape> then);
}
