package dev.perk.testing.testkit;

import dev.perk.api.scaling.DeciderSpec;
import dev.perk.api.scaling.MetricTarget;
import dev.perk.api.scaling.ScalingMetric;
import java.time.Duration;

/** A {@link DeciderSpec} with the cluster's defaults, except for what a test is about. */
public final class DeciderSpecBuilder {
    private ScalingMetric metric = ScalingMetric.CONCURRENCY;
    private MetricTarget target = new MetricTarget(70, 100);
    private double upRate = 1000;
    private double downRate = 2;
    private double panicThreshold = 2;
    private Duration stableWindow = Duration.ofSeconds(60);
    private Duration scaleDownDelay = Duration.ZERO;
    private double burstCapacity = 211;
    private double activatorCapacity = 100;
    private int initialScale = 1;
    private int activationScale = 1;
    private boolean reachable = true;

    /** A target of {@code value}, at full utilization. */
    public DeciderSpecBuilder target(double value) {
        return target(value, value);
    }

    public DeciderSpecBuilder target(double value, double total) {
        target = new MetricTarget(value, total);
        return this;
    }

    public DeciderSpecBuilder metric(ScalingMetric newMetric) {
        metric = newMetric;
        return this;
    }

    public DeciderSpecBuilder rates(double up, double down) {
        upRate = up;
        downRate = down;
        return this;
    }

    public DeciderSpecBuilder panicThreshold(double factor) {
        panicThreshold = factor;
        return this;
    }

    public DeciderSpecBuilder stableWindow(Duration window) {
        stableWindow = window;
        return this;
    }

    public DeciderSpecBuilder scaleDownDelay(Duration delay) {
        scaleDownDelay = delay;
        return this;
    }

    public DeciderSpecBuilder burstCapacity(double capacity) {
        burstCapacity = capacity;
        return this;
    }

    public DeciderSpecBuilder initialScale(int pods) {
        initialScale = pods;
        return this;
    }

    public DeciderSpecBuilder activationScale(int pods) {
        activationScale = pods;
        return this;
    }

    public DeciderSpecBuilder unreachable() {
        reachable = false;
        return this;
    }

    public DeciderSpec build() {
        return new DeciderSpec(
                metric,
                target,
                upRate,
                downRate,
                panicThreshold,
                stableWindow,
                scaleDownDelay,
                burstCapacity,
                activatorCapacity,
                initialScale,
                activationScale,
                reachable);
    }
}
