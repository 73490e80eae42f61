package dev.perk.run.standalone.whatif;

import dev.perk.api.AnnotationKey;
import dev.perk.api.Annotations;
import dev.perk.api.config.AutoscalerConfig;
import dev.perk.api.config.ConfigMapReader;
import dev.perk.api.config.DefaultsConfig;
import dev.perk.api.config.InvalidConfigException;
import dev.perk.api.config.ServingConfig;
import dev.perk.api.scaling.ScalingSettings;
import dev.perk.api.text.GoDuration;
import dev.perk.api.text.GoNumber;
import dev.perk.api.text.Parsed;
import dev.perk.api.validation.FieldErrors;
import dev.perk.api.validation.FieldPath;
import dev.perk.api.validation.KnativeRules;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Settings of a Service as a person writes them, one {@code key=value} after the other.
 *
 * <p>A key is one of Knative's: an annotation with or without its prefix ({@code target}, {@code
 * autoscaling.knative.dev/target}), a key of {@code config-autoscaler} with or without that name
 * before it ({@code stable-window}, {@code config-autoscaler/max-scale}), or {@code
 * containerConcurrency}. What both have is the annotation, as it would win. Three more say what a
 * replay cannot know, {@code pod-start} and {@code pod-stop}, and {@code pods}, how many there are
 * at the beginning.
 */
public record Settings(
        SortedMap<String, String> annotations,
        SortedMap<String, String> config,
        int containerConcurrency,
        Duration podStart,
        Duration podStop,
        int pods) {
    private static final String PREFIX = Annotations.AUTOSCALING_PREFIX + "/";
    private static final String CONFIG_PREFIX = AutoscalerConfig.NAME + "/";
    private static final Duration POD_START = Duration.ofSeconds(2);

    private static final Set<String> ANNOTATIONS =
            Stream.concat(
                            Stream.of(
                                    Annotations.CLASS,
                                    Annotations.METRIC,
                                    Annotations.TARGET,
                                    Annotations.WINDOW),
                            Stream.of(
                                            AnnotationKey.MIN_SCALE,
                                            AnnotationKey.MAX_SCALE,
                                            AnnotationKey.INITIAL_SCALE,
                                            AnnotationKey.ACTIVATION_SCALE,
                                            AnnotationKey.SCALE_DOWN_DELAY,
                                            AnnotationKey.POD_RETENTION,
                                            AnnotationKey.TARGET_UTILIZATION,
                                            AnnotationKey.TARGET_BURST_CAPACITY,
                                            AnnotationKey.PANIC_WINDOW,
                                            AnnotationKey.PANIC_THRESHOLD,
                                            AnnotationKey.AGGREGATION)
                                    .flatMap(key -> key.spellings().stream()))
                    .map(key -> key.substring(PREFIX.length()))
                    .collect(Collectors.toUnmodifiableSet());

    /** Knative's defaults, and pods that start in two seconds and stop at once. */
    public static final Settings DEFAULT =
            new Settings(new TreeMap<>(), new TreeMap<>(), 0, POD_START, Duration.ZERO, 0);

    public Settings {
        annotations = new TreeMap<>(annotations);
        config = new TreeMap<>(config);
    }

    /**
     * The same with one more setting, or another value of one. Whether that makes sense together is
     * for {@link #setup} to say.
     *
     * @param assignment {@code key=value}
     * @throws IllegalArgumentException if nobody knows that key
     */
    public Settings with(String assignment) {
        int equals = assignment.indexOf('=');
        if (equals < 1) {
            throw new IllegalArgumentException(
                    "\"" + assignment + "\" (expected: KEY=VALUE, such as target=20)");
        }
        return with(assignment.substring(0, equals).strip(), assignment.substring(equals + 1));
    }

    /** Whether that is the whole name of an annotation, or of a key of the ConfigMap. */
    public static boolean knows(String key) {
        if (key.startsWith(PREFIX)) {
            return ANNOTATIONS.contains(key.substring(PREFIX.length()));
        }
        return key.startsWith(CONFIG_PREFIX)
                && AutoscalerConfig.unknownKeys(Map.of(key.substring(CONFIG_PREFIX.length()), ""))
                        .isEmpty()
                && !key.endsWith("/" + ConfigMapReader.EXAMPLE_KEY);
    }

    private Settings with(String key, String text) {
        String value = text.strip();
        if (key.startsWith(PREFIX) || ANNOTATIONS.contains(key)) {
            return withAnnotation(key.startsWith(PREFIX) ? key : PREFIX + key, value);
        }
        return switch (key) {
            case "containerConcurrency" ->
                    new Settings(annotations, config, whole(key, value), podStart, podStop, pods);
            case "pod-start" -> withPods(duration(key, value), podStop, pods);
            case "pod-stop" -> withPods(podStart, duration(key, value), pods);
            case "pods" -> withPods(podStart, podStop, whole(key, value));
            default -> withConfig(key, value);
        };
    }

    private Settings withPods(Duration start, Duration stop, int count) {
        return new Settings(annotations, config, containerConcurrency, start, stop, count);
    }

    private Settings withAnnotation(String key, String value) {
        if (!ANNOTATIONS.contains(key.substring(PREFIX.length()))) {
            throw unknown(key);
        }
        var more = new TreeMap<>(annotations);
        more.put(key, value);
        return new Settings(more, config, containerConcurrency, podStart, podStop, pods);
    }

    private Settings withConfig(String key, String value) {
        String name = key.startsWith(CONFIG_PREFIX) ? key.substring(CONFIG_PREFIX.length()) : key;
        if (!AutoscalerConfig.unknownKeys(Map.of(name, value)).isEmpty()) {
            throw unknown(key);
        }
        var more = new TreeMap<>(config);
        more.put(name, value);
        return new Settings(annotations, more, containerConcurrency, podStart, podStop, pods);
    }

    private static IllegalArgumentException unknown(String key) {
        return new IllegalArgumentException(
                "unknown setting \""
                        + key
                        + "\" (expected: an autoscaling annotation such as target, a key of"
                        + " config-autoscaler such as stable-window, containerConcurrency,"
                        + " pod-start, pod-stop or pods)");
    }

    private static int whole(String key, String value) {
        return switch (GoNumber.parseInt(value)) {
            case Parsed.Good<Integer>(Integer number) when number >= 0 -> number;
            case Parsed.Good<Integer> _, Parsed.Bad<Integer> _ ->
                    throw new IllegalArgumentException(
                            key + " = " + value + " (expected: a whole number, 0 or more)");
        };
    }

    private static Duration duration(String key, String value) {
        return switch (GoDuration.parse(value)) {
            case Parsed.Good<Duration>(Duration found) when !found.isNegative() -> found;
            case Parsed.Good<Duration> _, Parsed.Bad<Duration> _ ->
                    throw new IllegalArgumentException(
                            key + " = " + value + " (expected: a duration such as 800ms or 2s)");
        };
    }

    /**
     * All of them together, under the rules of admission.
     *
     * @throws IllegalArgumentException in the words in which the API would refuse them
     */
    public Setup setup() {
        ServingConfig serving;
        try {
            serving = ServingConfig.DEFAULT.with(AutoscalerConfig.NAME, config);
        } catch (InvalidConfigException e) {
            throw new IllegalArgumentException(String.valueOf(e.getMessage()), e);
        }
        FieldErrors errors = KnativeRules.checkScaling(annotations, serving);
        long most = DefaultsConfig.DEFAULT.containerConcurrencyMaxLimit();
        if (containerConcurrency > most) {
            errors.outOfBounds(
                    containerConcurrency, 0, most, FieldPath.SPEC.field("containerConcurrency"));
        }
        if (errors.hasErrors()) {
            throw new IllegalArgumentException(errors.text());
        }
        String scaler =
                annotations.getOrDefault(
                        Annotations.CLASS, serving.autoscaler().podAutoscalerClass());
        if (!scaler.equals(Annotations.CLASS_KPA)) {
            throw new IllegalArgumentException(
                    "class = "
                            + scaler
                            + " (expected: "
                            + Annotations.CLASS_KPA
                            + ", as only that is replayed)");
        }
        var scaling = new ScalingSettings(annotations, serving.autoscaler());
        return new Setup(scaling, containerConcurrency, podStart, podStop, pods);
    }

    /** Each as {@link #with} takes it. */
    public List<String> assignments() {
        List<String> all = new ArrayList<>();
        annotations.forEach((key, value) -> all.add(key + "=" + value));
        config.forEach((key, value) -> all.add(CONFIG_PREFIX + key + "=" + value));
        all.add("containerConcurrency=" + containerConcurrency);
        all.add("pod-start=" + GoDuration.print(podStart));
        all.add("pod-stop=" + GoDuration.print(podStop));
        all.add("pods=" + pods);
        return all;
    }
}
