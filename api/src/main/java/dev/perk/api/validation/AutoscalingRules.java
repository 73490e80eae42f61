package dev.perk.api.validation;

import dev.perk.api.AnnotationKey;
import dev.perk.api.AnnotationKey.Written;
import dev.perk.api.Annotations;
import dev.perk.api.config.AutoscalerConfig;
import dev.perk.api.text.GoDuration;
import dev.perk.api.text.GoNumber;
import dev.perk.api.text.Parsed;
import java.math.BigInteger;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.DoublePredicate;

/**
 * Annotations that configure the autoscaler. Numbers are printed as they were written. Source:
 * {@code knative/serving pkg/apis/autoscaling/annotation_validation.go}.
 */
final class AutoscalingRules {
    private static final String OUR_DOMAIN = ".knative.dev";
    private static final Set<String> KPA_METRICS = Set.of("concurrency", "rps");
    private static final Set<String> ALGORITHMS =
            Set.of("", "linear", "weighted-exponential", "weightedExponential");

    private final Map<String, String> annotations;
    private final AutoscalerConfig config;
    private final FieldPath at;
    private final FieldErrors out;

    private AutoscalingRules(
            Map<String, String> annotations,
            AutoscalerConfig config,
            FieldPath at,
            FieldErrors out) {
        this.annotations = annotations;
        this.config = config;
        this.at = at;
        this.out = out;
    }

    /**
     * @param at the path of the annotations
     */
    static void check(
            Map<String, String> annotations,
            AutoscalerConfig config,
            FieldPath at,
            FieldErrors out) {
        var rules = new AutoscalingRules(annotations, config, at, out);
        rules.checkClass();
        rules.checkScales();
        rules.checkInitialScale();
        rules.checkNumbers();
        rules.checkPeriods();
        rules.checkMetric();
        rules.checkAggregation();
    }

    private FieldPath path(Written written) {
        return at.field(written.key());
    }

    private void checkClass() {
        String name = annotations.getOrDefault(Annotations.CLASS, "");
        boolean isOurs = name.equals(Annotations.CLASS_KPA) || name.equals(Annotations.CLASS_HPA);
        if (name.endsWith(OUR_DOMAIN) && !isOurs) {
            out.invalidValue(name, at.field(Annotations.CLASS));
        }
    }

    private void checkScales() {
        int min = scale(AnnotationKey.MIN_SCALE);
        int max = scale(AnnotationKey.MAX_SCALE);
        if (max != 0 && max < min) {
            out.error(
                    "max-scale=" + max + " is less than min-scale=" + min,
                    at.field(Annotations.MAX_SCALE),
                    at.field(Annotations.MIN_SCALE));
        }
        AnnotationKey.MAX_SCALE.in(annotations).ifPresent(written -> checkLimit(written, max));
        AnnotationKey.ACTIVATION_SCALE
                .in(annotations)
                .ifPresent(written -> checkActivationScale(written, min, max));
    }

    /** 0 where it is absent or cannot be read. */
    private int scale(AnnotationKey key) {
        Optional<Written> written = key.in(annotations);
        if (written.isEmpty()) {
            return 0;
        }
        String value = written.get().value();
        Optional<BigInteger> number = integer(value);
        if (number.isEmpty()) {
            out.invalidValue(value, path(written.get()));
            return 0;
        }
        boolean inRange = number.get().signum() >= 0 && number.get().bitLength() < Integer.SIZE;
        if (!inRange) {
            out.outOfBounds(value, 0, Integer.MAX_VALUE, path(written.get()));
            return 0;
        }
        return number.get().intValueExact();
    }

    private static Optional<BigInteger> integer(String text) {
        if (!text.matches("[+-]?[0-9]+")) {
            return Optional.empty();
        }
        return Optional.of(new BigInteger(text.startsWith("+") ? text.substring(1) : text));
    }

    private void checkLimit(Written written, int max) {
        int limit = config.maxScaleLimit();
        if (limit == 0) {
            return;
        }
        if (max > limit) {
            out.outOfBounds(max, 1, limit, path(written));
        } else if (max == 0) {
            out.error("max-scale=0 (unlimited), must be less than " + limit, path(written));
        }
    }

    private void checkActivationScale(Written written, int min, int max) {
        switch (GoNumber.parseInt(written.value())) {
            case Parsed.Bad<Integer> _ -> out.invalidValue(written.value(), path(written));
            case Parsed.Good<Integer>(Integer scale) -> {
                String name = "activation-scale=" + scale;
                if (min > scale) {
                    out.error("min-scale=" + min + " is greater than " + name, path(written));
                } else if (max < scale && max != 0) {
                    out.error("max-scale=" + max + " is less than " + name, path(written));
                } else if (scale < 2) {
                    out.error(name + " must be greater than 1", path(written));
                }
            }
        }
    }

    private void checkInitialScale() {
        AnnotationKey.INITIAL_SCALE.in(annotations).ifPresent(this::checkInitialScale);
    }

    private void checkInitialScale(Written written) {
        String value = written.value();
        switch (GoNumber.parseLong(value)) {
            case Parsed.Bad<Long> _ -> out.invalidValue(value, path(written));
            case Parsed.Good<Long>(Long scale) -> {
                // Upstream has these two explanations in the path, and its users have them in
                // tests.
                if (scale < 0) {
                    out.invalidValue(value, at.field(written.key() + " must be greater than 0"));
                } else if (scale == 0 && !config.allowZeroInitialScale()) {
                    out.invalidValue(value, at.field(written.key() + "=0 not allowed by cluster"));
                }
            }
        }
    }

    private void checkNumbers() {
        checkWithin(AnnotationKey.PANIC_WINDOW, 1, 100);
        checkWithin(AnnotationKey.PANIC_THRESHOLD, 110, 1000);
        checkWithin(AnnotationKey.TARGET_UTILIZATION, 1, 100);
        number(AnnotationKey.of(Annotations.TARGET))
                .filter(target -> target.value() < AutoscalerConfig.MIN_TARGET)
                .ifPresent(target ->
                        out.error(
                                "target " + target.written().value() + " should be at least 0.01",
                                path(target.written())));
        DoublePredicate isCapacity = value -> !(value < 0) || value == -1;
        number(AnnotationKey.TARGET_BURST_CAPACITY)
                .filter(capacity -> !isCapacity.test(capacity.value()))
                .ifPresent(capacity ->
                        out.invalidValue(capacity.written().value(), path(capacity.written())));
    }

    private record Numeric(Written written, double value) {}

    /** Empty if it is absent, or cannot be read and was complained of. */
    private Optional<Numeric> number(AnnotationKey key) {
        Optional<Written> written = key.in(annotations);
        if (written.isEmpty()) {
            return Optional.empty();
        }
        return switch (GoNumber.parseDouble(written.get().value())) {
            case Parsed.Good<Double>(Double value) ->
                    Optional.of(new Numeric(written.get(), value));
            case Parsed.Bad<Double> _ -> {
                out.invalidValue(written.get().value(), path(written.get()));
                yield Optional.empty();
            }
        };
    }

    private void checkWithin(AnnotationKey key, int least, int most) {
        number(key)
                .filter(number -> number.value() < least || number.value() > most)
                .ifPresent(number ->
                        out.outOfBounds(
                                number.written().value(), least, most, path(number.written())));
    }

    private void checkPeriods() {
        checkPeriod(AnnotationKey.of(Annotations.WINDOW), AutoscalerConfig.MIN_WINDOW, true);
        checkPeriod(AnnotationKey.POD_RETENTION, Duration.ZERO, false);
        checkPeriod(AnnotationKey.SCALE_DOWN_DELAY, Duration.ZERO, true);
    }

    private void checkPeriod(AnnotationKey key, Duration least, boolean wholeSeconds) {
        Optional<Written> found = key.in(annotations);
        if (found.isEmpty()) {
            return;
        }
        Written written = found.get();
        Duration most = AutoscalerConfig.MAX_WINDOW;
        switch (GoDuration.parse(written.value())) {
            case Parsed.Bad<Duration> _ -> out.invalidValue(written.value(), path(written));
            case Parsed.Good<Duration>(Duration period) -> {
                if (period.compareTo(least) < 0 || period.compareTo(most) > 0) {
                    out.outOfBounds(
                            written.value(),
                            GoDuration.print(least),
                            GoDuration.print(most),
                            path(written));
                } else if (wholeSeconds && !GoDuration.isWholeSeconds(period)) {
                    out.error("must be specified with at most second precision", path(written));
                }
            }
        }
    }

    private void checkMetric() {
        String metric = annotations.get(Annotations.METRIC);
        if (metric == null) {
            return;
        }
        String name = annotations.getOrDefault(Annotations.CLASS, config.podAutoscalerClass());
        boolean isFine =
                switch (name) {
                    case Annotations.CLASS_KPA -> KPA_METRICS.contains(metric);
                    case Annotations.CLASS_HPA -> !metric.isEmpty();
                    default -> true; // an autoscaler of somebody else's may have other metrics
                };
        if (!isFine) {
            out.invalidValue(metric, at.field(Annotations.METRIC));
        }
    }

    private void checkAggregation() {
        if (!Annotations.CLASS_KPA.equals(annotations.get(Annotations.CLASS))) {
            return;
        }
        AnnotationKey.AGGREGATION
                .in(annotations)
                .filter(written -> !ALGORITHMS.contains(written.value()))
                .ifPresent(written -> out.invalidValue(written.value(), path(written)));
    }
}
