package dev.perk.api.config;

import static dev.perk.api.text.GoDuration.isWholeSeconds;

import dev.perk.api.Annotations;
import dev.perk.api.text.GoDuration;
import dev.perk.api.text.GoNumber;
import java.time.Duration;
import java.util.Map;
import java.util.SortedSet;

/**
 * {@code config-autoscaler}: how many pods revisions get, unless their annotations say otherwise.
 *
 * <p>Source: {@code knative/serving pkg/autoscaler/config/config.go}.
 *
 * @param containerConcurrencyTargetFraction the share of a container's concurrency to aim for, in
 *     (0, 1]
 * @param containerConcurrencyTargetDefault the concurrency to aim for where containers have no
 *     limit
 * @param rpsTargetDefault requests per second and pod to aim for, 0.01 or more
 * @param targetBurstCapacity requests at once that must be held without the activator's help before
 *     it leaves the path, or -1 to keep it there always
 * @param activatorCapacity requests at once that one activator is planned for, 1 or more
 * @param initialScale pods of a new revision
 * @param minScale the fewest pods, 0 or more
 * @param maxScale the most pods, 0 for no limit
 * @param maxScaleLimit the most pods that an annotation may ask for, 0 for no limit
 * @param maxScaleUpRate the most pods per ready pod that one decision may ask for, above 1
 * @param maxScaleDownRate the most ready pods per pod that one decision may leave, above 1
 * @param stableWindow 6 s to 1 h in whole seconds
 * @param panicWindowPercentage of the stable window, 1 to 100
 * @param panicThresholdPercentage of the pods' capacity, from which on a surge is panicked about
 * @param scaleToZeroGracePeriod how long the last pod may outlive its inactivity while the network
 *     is being rewired
 * @param scaleToZeroPodRetention how long the last pod must outlive its inactivity
 * @param scaleDownDelay how long a lower load must last before pods go
 */
public record AutoscalerConfig(
        boolean enableScaleToZero,
        double containerConcurrencyTargetFraction,
        double containerConcurrencyTargetDefault,
        double rpsTargetDefault,
        double targetBurstCapacity,
        double activatorCapacity,
        boolean allowZeroInitialScale,
        int initialScale,
        int minScale,
        int maxScale,
        int maxScaleLimit,
        double maxScaleUpRate,
        double maxScaleDownRate,
        Duration stableWindow,
        double panicWindowPercentage,
        double panicThresholdPercentage,
        Duration scaleToZeroGracePeriod,
        Duration scaleToZeroPodRetention,
        Duration scaleDownDelay,
        String podAutoscalerClass) {

    public static final String NAME = "config-autoscaler";

    /** Bounds that annotations share with the ConfigMap. */
    public static final Duration MIN_WINDOW = Duration.ofSeconds(6);

    public static final Duration MAX_WINDOW = Duration.ofHours(1);
    public static final double MIN_TARGET = 0.01;

    public static final AutoscalerConfig DEFAULT = parse(Map.of());

    /**
     * @throws InvalidConfigException with every problem
     */
    public static AutoscalerConfig parse(Map<String, String> data) {
        return read(new ConfigMapReader(NAME, data));
    }

    /** The keys that mean nothing here, sorted: probably misspelled. */
    public static SortedSet<String> unknownKeys(Map<String, String> data) {
        var in = new ConfigMapReader(NAME, data);
        try {
            read(in);
        } catch (InvalidConfigException e) {
            // What is wrong with the values is for parse to say.
            return in.unknownKeys();
        }
        return in.unknownKeys();
    }

    static AutoscalerConfig read(ConfigMapReader in) {
        in.parseErrorsBeginWith("failed to parse data: ");
        double percentage = in.number("container-concurrency-target-percentage", 70);
        var config =
                new AutoscalerConfig(
                        in.flag("enable-scale-to-zero", true),
                        // "1" has always meant everything, not one percent.
                        percentage > 1 ? percentage / 100 : percentage,
                        in.number("container-concurrency-target-default", 100),
                        in.number("requests-per-second-target-default", 200),
                        in.number("target-burst-capacity", 211),
                        in.number("activator-capacity", 100),
                        in.flag("allow-zero-initial-scale", false),
                        in.integer("initial-scale", 1),
                        in.integer("min-scale", 0),
                        in.integer("max-scale", 0),
                        in.integer("max-scale-limit", 0),
                        in.number("max-scale-up-rate", 1000),
                        in.number("max-scale-down-rate", 2),
                        in.duration("stable-window", Duration.ofSeconds(60)),
                        in.number("panic-window-percentage", 10),
                        in.number("panic-threshold-percentage", 200),
                        in.duration("scale-to-zero-grace-period", Duration.ofSeconds(30)),
                        in.duration("scale-to-zero-pod-retention-period", Duration.ZERO),
                        in.duration("scale-down-delay", Duration.ZERO),
                        in.text("pod-autoscaler-class", Annotations.CLASS_KPA));
        config.checkPeriods(in);
        config.checkTargets(in);
        config.checkRates(in);
        config.checkScales(in);
        in.throwIfInvalid();
        return config;
    }

    private void checkPeriods(ConfigMapReader in) {
        in.require(
                scaleToZeroGracePeriod.isPositive(),
                "scale-to-zero-grace-period must be positive, was: "
                        + GoDuration.print(scaleToZeroGracePeriod));
        in.require(
                !scaleToZeroPodRetention.isNegative(),
                "scale-to-zero-pod-retention-period cannot be negative, was: "
                        + GoDuration.print(scaleToZeroPodRetention));
        in.require(
                !scaleDownDelay.isNegative(),
                "scale-down-delay cannot be negative, was: " + GoDuration.print(scaleDownDelay));
        in.require(
                isWholeSeconds(scaleDownDelay),
                "scale-down-delay = "
                        + GoDuration.print(scaleDownDelay)
                        + ", must be specified with at most second precision");
        boolean inRange =
                stableWindow.compareTo(MIN_WINDOW) >= 0 && stableWindow.compareTo(MAX_WINDOW) <= 0;
        in.require(
                inRange,
                "stable-window = "
                        + GoDuration.print(stableWindow)
                        + ", must be in ["
                        + GoDuration.print(MIN_WINDOW)
                        + "; "
                        + GoDuration.print(MAX_WINDOW)
                        + "] range");
        in.require(
                !inRange || isWholeSeconds(stableWindow),
                "stable-window = "
                        + GoDuration.print(stableWindow)
                        + ", must be specified with at most second precision");
        in.require(
                panicWindowPercentage >= 1 && panicWindowPercentage <= 100,
                "panic-window-percentage = "
                        + GoNumber.print(panicWindowPercentage)
                        + ", must be in [1, 100] interval");
    }

    private void checkTargets(ConfigMapReader in) {
        boolean isFraction =
                containerConcurrencyTargetFraction > 0 && containerConcurrencyTargetFraction <= 1;
        in.require(
                isFraction,
                "container-concurrency-target-percentage = "
                        + GoNumber.printFixed(containerConcurrencyTargetFraction)
                        + " is outside of valid range of (0, 100]");
        double target = containerConcurrencyTargetFraction * containerConcurrencyTargetDefault;
        in.require(
                !isFraction || target >= MIN_TARGET,
                "container-concurrency-target-percentage and container-concurrency-target-default"
                        + " yield target concurrency of "
                        + GoNumber.print(target)
                        + ", can't be less than 0.01");
        in.require(
                rpsTargetDefault >= MIN_TARGET,
                "requests-per-second-target-default must be at least 0.01, was: "
                        + GoNumber.print(rpsTargetDefault));
        in.require(
                targetBurstCapacity >= 0 || targetBurstCapacity == -1,
                "target-burst-capacity must be either non-negative or -1 (for unlimited), was: "
                        + GoNumber.printFixed(targetBurstCapacity));
        in.require(
                activatorCapacity >= 1,
                "activator-capacity = "
                        + GoNumber.print(activatorCapacity)
                        + ", must be at least 1");
    }

    private void checkRates(ConfigMapReader in) {
        in.require(
                maxScaleUpRate > 1,
                "max-scale-up-rate = "
                        + GoNumber.print(maxScaleUpRate)
                        + ", must be greater than 1.0");
        in.require(
                maxScaleDownRate > 1,
                "max-scale-down-rate = "
                        + GoNumber.print(maxScaleDownRate)
                        + ", must be greater than 1.0");
    }

    private void checkScales(ConfigMapReader in) {
        in.require(
                initialScale > 0 || (initialScale == 0 && allowZeroInitialScale),
                "initial-scale = "
                        + initialScale
                        + ", must be at least 0 (or at least 1 when allow-zero-initial-scale is"
                        + " false)");
        in.require(minScale >= 0, "min-scale = " + minScale + ", must be at least 0");
        in.require(
                maxScaleLimit >= 0, "max-scale-limit = " + maxScaleLimit + ", must be at least 0");
        int least = maxScaleLimit > 0 ? 1 : 0;
        in.require(
                maxScale >= least && (maxScaleLimit <= 0 || maxScale <= maxScaleLimit),
                "max-scale = "
                        + maxScale
                        + ", must be in ["
                        + least
                        + ", max-scale-limit("
                        + maxScaleLimit
                        + ")] range");
        in.require(
                maxScale <= 0 || minScale <= maxScale,
                "min-scale (" + minScale + ") must be less than max-scale (" + maxScale + ")");
    }
}
