package dev.perk.scaling.metrics;

import dev.perk.api.scaling.MetricSpec;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * A {@link MetricCollection} and how asking its pods goes: at most one question is open at a time.
 */
final class Scraped {
    final MetricCollection collection;
    volatile Optional<Scrape.Failed> failure = Optional.empty();
    private final AtomicBoolean asking = new AtomicBoolean();

    Scraped(MetricSpec spec) {
        this.collection = new MetricCollection(spec);
    }

    boolean begin() {
        return asking.compareAndSet(false, true);
    }

    void end() {
        asking.set(false);
    }
}
