package dev.perk.api;

import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * An annotation that may be spelled in several ways: the first spelling that is present counts, and
 * is the one that complaints name. Source: {@code knative/pkg kmap/lookup.go}.
 *
 * @param spellings the usual one first
 */
public record AnnotationKey(List<String> spellings) {

    /** An annotation as somebody wrote it. */
    public record Written(String key, String value) {}

    public static final AnnotationKey ROLLOUT_DURATION =
            of(Annotations.ROLLOUT_DURATION, Annotations.ROLLOUT_DURATION_ALIAS);
    public static final AnnotationKey INGRESS_CLASS =
            of(Annotations.INGRESS_CLASS, Annotations.INGRESS_CLASS_ALIAS);
    public static final AnnotationKey CERTIFICATE_CLASS =
            of(Annotations.CERTIFICATE_CLASS, Annotations.CERTIFICATE_CLASS_ALIAS);
    public static final AnnotationKey HTTP_PROTOCOL =
            of(Annotations.HTTP_OPTION, Annotations.HTTP_PROTOCOL);
    public static final AnnotationKey DISABLE_EXTERNAL_DOMAIN_TLS =
            of(
                    Annotations.DISABLE_AUTO_TLS,
                    Annotations.DISABLE_AUTO_TLS_ALIAS,
                    Annotations.DISABLE_EXTERNAL_DOMAIN_TLS);
    public static final AnnotationKey QUEUE_RESOURCE_PERCENTAGE =
            of(Annotations.QUEUE_RESOURCE_PERCENTAGE, Annotations.QUEUE_RESOURCE_PERCENTAGE_ALIAS);
    public static final AnnotationKey MIN_SCALE = scaling(Annotations.MIN_SCALE, "minScale");
    public static final AnnotationKey MAX_SCALE = scaling(Annotations.MAX_SCALE, "maxScale");
    public static final AnnotationKey INITIAL_SCALE =
            scaling(Annotations.INITIAL_SCALE, "initialScale");
    public static final AnnotationKey ACTIVATION_SCALE = of(Annotations.ACTIVATION_SCALE);
    public static final AnnotationKey SCALE_DOWN_DELAY =
            scaling(Annotations.SCALE_DOWN_DELAY, "scaleDownDelay");
    public static final AnnotationKey POD_RETENTION =
            scaling(Annotations.POD_RETENTION, "scaleToZeroPodRetentionPeriod");
    public static final AnnotationKey TARGET_UTILIZATION =
            scaling(Annotations.TARGET_UTILIZATION, "targetUtilizationPercentage");
    public static final AnnotationKey TARGET_BURST_CAPACITY =
            scaling(Annotations.TARGET_BURST_CAPACITY, "targetBurstCapacity");
    public static final AnnotationKey PANIC_WINDOW =
            scaling(Annotations.PANIC_WINDOW, "panicWindowPercentage");
    public static final AnnotationKey PANIC_THRESHOLD =
            scaling(Annotations.PANIC_THRESHOLD, "panicThresholdPercentage");
    public static final AnnotationKey AGGREGATION =
            scaling(Annotations.AGGREGATION, "metricAggregationAlgorithm");

    public AnnotationKey {
        spellings = List.copyOf(spellings);
    }

    public static AnnotationKey of(String... spellings) {
        return new AnnotationKey(List.of(spellings));
    }

    private static AnnotationKey scaling(String key, String alias) {
        return of(key, Annotations.AUTOSCALING_PREFIX + "/" + alias);
    }

    public Optional<Written> in(Map<String, String> annotations) {
        return spellings.stream()
                .filter(annotations::containsKey)
                .findFirst()
                .map(key -> new Written(key, annotations.getOrDefault(key, "")));
    }
}
