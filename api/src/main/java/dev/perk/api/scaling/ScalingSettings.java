package dev.perk.api.scaling;

import dev.perk.api.Annotations;
import dev.perk.api.config.AutoscalerConfig;
import dev.perk.api.text.GoDuration;
import dev.perk.api.text.GoNumber;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;

/**
 * How one revision wants to be scaled: its own annotations first, then the cluster's defaults.
 *
 * <p>An annotation is looked up under its kebab-case key first and under its camelCase alias if
 * that key is absent. A value that cannot be read counts as absent; so do NaN and infinities, which
 * Go would read but no arithmetic survives. Values that can be read but lie outside the documented
 * range were let in by somebody on purpose, and are used as they are.
 *
 * <p>Source: {@code knative/serving pkg/apis/autoscaling/{register.go,v1alpha1/pa_lifecycle.go}}.
 */
public record ScalingSettings(Map<String, String> annotations, AutoscalerConfig config) {
    private static final Duration BUCKET = Duration.ofSeconds(1);
    private static final long NANOS_PER_SECOND = BUCKET.toNanos();

    public ScalingSettings {
        annotations = Map.copyOf(annotations);
    }

    /** {@code concurrency} unless the revision names another metric. */
    public String metricName() {
        return annotations.getOrDefault(Annotations.METRIC, "concurrency");
    }

    public ScalingMetric metric() {
        return ScalingMetric.named(metricName());
    }

    public Aggregation aggregation() {
        return Aggregation.named(text(Annotations.AGGREGATION).orElse(""));
    }

    /** What the revision itself asks for per pod, if it does. */
    public OptionalDouble target() {
        return number(Annotations.TARGET);
    }

    /** The part of the target to aim for, 0.01 to 1, if the revision itself says so. */
    public OptionalDouble targetUtilization() {
        OptionalDouble percent = number(Annotations.TARGET_UTILIZATION);
        return percent.isPresent() ? OptionalDouble.of(percent.getAsDouble() / 100) : percent;
    }

    /** How much extra load to be ready for without buffering; -1 for always buffering. */
    public double targetBurstCapacity() {
        return number(Annotations.TARGET_BURST_CAPACITY).orElse(config.targetBurstCapacity());
    }

    /** At least one second, which is as finely as load is counted. */
    public Duration stableWindow() {
        return duration(Annotations.WINDOW)
                .filter(window -> window.compareTo(BUCKET) >= 0)
                .orElse(config.stableWindow());
    }

    /**
     * A percentage of the stable window, rounded to whole seconds (halves away from zero), at least
     * one second.
     */
    public Duration panicWindow() {
        double percent = number(Annotations.PANIC_WINDOW).orElse(config.panicWindowPercentage());
        long nanos = (long) (stableWindow().toNanos() * percent / 100.0);
        long seconds = (nanos + NANOS_PER_SECOND / 2) / NANOS_PER_SECOND;
        return Duration.ofSeconds(Math.max(1, seconds));
    }

    /** Panic starts when the pods wanted exceed the pods that are ready by this factor. */
    public double panicThreshold() {
        return number(Annotations.PANIC_THRESHOLD).orElse(config.panicThresholdPercentage())
                / 100.0;
    }

    public Duration scaleDownDelay() {
        return duration(Annotations.SCALE_DOWN_DELAY).orElse(config.scaleDownDelay());
    }

    /** How many pods a new revision starts with; 0 only where the cluster allows it. */
    public int initialScale() {
        OptionalInt own = integer(Annotations.INITIAL_SCALE);
        boolean usable = own.isPresent() && (own.getAsInt() != 0 || config.allowZeroInitialScale());
        return usable ? own.getAsInt() : config.initialScale();
    }

    /** How many pods to have at least while there is any load; 1 means no such wish. */
    public int activationScale() {
        return integer(Annotations.ACTIVATION_SCALE).orElse(1);
    }

    /** What cannot be reached has no minimum. */
    public ScaleBounds bounds(Reachability reachability) {
        int min =
                reachability == Reachability.UNREACHABLE
                        ? 0
                        : integer(Annotations.MIN_SCALE).orElse(config.minScale());
        return new ScaleBounds(min, integer(Annotations.MAX_SCALE).orElse(config.maxScale()));
    }

    /** How long the last pod stays after the last request, at least. */
    public Duration podRetention(Reachability reachability) {
        return reachability == Reachability.UNREACHABLE
                ? Duration.ZERO
                : duration(Annotations.POD_RETENTION).orElse(config.scaleToZeroPodRetention());
    }

    private OptionalInt integer(String key) {
        return text(key)
                .flatMap(value -> GoNumber.parseInt(value).optional())
                .map(OptionalInt::of)
                .orElse(OptionalInt.empty());
    }

    private OptionalDouble number(String key) {
        return text(key)
                .flatMap(value -> GoNumber.parseDouble(value).optional())
                .filter(Double::isFinite)
                .map(OptionalDouble::of)
                .orElse(OptionalDouble.empty());
    }

    private Optional<Duration> duration(String key) {
        return text(key).flatMap(value -> GoDuration.parse(value).optional());
    }

    private Optional<String> text(String key) {
        String own = annotations.get(key);
        return Optional.ofNullable(own != null ? own : annotations.get(alias(key)));
    }

    /** {@code min-scale} as {@code minScale}; the youngest key, activation-scale, never had one. */
    private static String alias(String key) {
        if (key.equals(Annotations.ACTIVATION_SCALE)) {
            return key;
        }
        int name = key.indexOf('/') + 1;
        var alias = new StringBuilder(key.substring(0, name));
        for (int at = name; at < key.length(); at++) {
            boolean dash = key.charAt(at) == '-';
            alias.append(dash ? Character.toUpperCase(key.charAt(++at)) : key.charAt(at));
        }
        return alias.toString();
    }
}
