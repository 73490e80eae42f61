package dev.perk.api.config;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.perk.api.text.GoTemplate;
import dev.perk.api.text.Parsed;
import dev.perk.api.text.Quantity;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * {@code config-defaults}: what a Service gets where it says nothing.
 *
 * <p>Source: {@code knative/serving pkg/apis/config/defaults.go}.
 *
 * @param revisionTimeoutSeconds how long one request may take
 * @param maxRevisionTimeoutSeconds the most that a Service may ask for
 * @param revisionResponseStartTimeoutSeconds how long a response may take to begin
 * @param revisionIdleTimeoutSeconds how long a response may pause, 0 for ever
 * @param containerName the name of an unnamed container, from its Service's metadata
 * @param containerConcurrency requests at once in one container, 0 for no limit
 * @param containerConcurrencyMaxLimit the most that a Service may ask for, 1 or more
 * @param allowContainerConcurrencyZero whether a Service may ask for no limit
 * @param enableServiceLinks empty leaves the choice to Kubernetes
 */
public record DefaultsConfig(
        long revisionTimeoutSeconds,
        long maxRevisionTimeoutSeconds,
        long revisionResponseStartTimeoutSeconds,
        long revisionIdleTimeoutSeconds,
        Resources requests,
        Resources limits,
        GoTemplate containerName,
        GoTemplate initContainerName,
        long containerConcurrency,
        long containerConcurrencyMaxLimit,
        boolean allowContainerConcurrencyZero,
        Optional<Boolean> enableServiceLinks) {

    /** Amounts of the three resources that have defaults. */
    public record Resources(
            Optional<Quantity> cpu,
            Optional<Quantity> memory,
            Optional<Quantity> ephemeralStorage) {}

    public static final String NAME = "config-defaults";
    private static final GoTemplate CONTAINER = GoTemplate.of("user-container");
    private static final GoTemplate INIT_CONTAINER = GoTemplate.of("init-container");

    public static final DefaultsConfig DEFAULT = parse(Map.of());

    /**
     * @throws InvalidConfigException with every problem
     */
    public static DefaultsConfig parse(Map<String, String> data) {
        return read(new ConfigMapReader(NAME, data));
    }

    static DefaultsConfig read(ConfigMapReader in) {
        long timeout = in.wholeNumber("revision-timeout-seconds", 300);
        var config =
                new DefaultsConfig(
                        timeout,
                        in.wholeNumber("max-revision-timeout-seconds", 600),
                        in.wholeNumber("revision-response-start-timeout-seconds", timeout),
                        in.wholeNumber("revision-idle-timeout-seconds", 0),
                        resources(in, "request"),
                        resources(in, "limit"),
                        nameTemplate(in, "container-name-template", CONTAINER),
                        nameTemplate(in, "init-container-name-template", INIT_CONTAINER),
                        in.wholeNumber("container-concurrency", 0),
                        in.wholeNumber("container-concurrency-max-limit", 1000),
                        in.flag("allow-container-concurrency-zero", true),
                        in.parsed(
                                "enable-service-links",
                                Optional.of(false),
                                text -> Parsed.good(serviceLinks(text))));
        config.check(in);
        in.throwIfInvalid();
        return config;
    }

    private static Resources resources(ConfigMapReader in, String bound) {
        return new Resources(
                in.quantity("revision-cpu-" + bound),
                in.quantity("revision-memory-" + bound),
                in.quantity("revision-ephemeral-storage-" + bound));
    }

    private static GoTemplate nameTemplate(ConfigMapReader in, String key, GoTemplate fallback) {
        String source = in.text(key, fallback.toString());
        switch (GoTemplate.parse(source)) {
            case Parsed.Bad<GoTemplate>(String why) -> in.require(false, why);
            case Parsed.Good<GoTemplate>(GoTemplate template) -> {
                switch (template.execute(objectMeta("", "", Map.of(), Map.of()))) {
                    case Parsed.Bad<String>(String why) ->
                            in.require(false, "error executing template: " + why);
                    case Parsed.Good<String> _ -> {
                        return template;
                    }
                }
            }
        }
        return fallback;
    }

    /** What the name templates see of a Service's metadata. */
    public static ObjectNode objectMeta(
            String name,
            String namespace,
            Map<String, String> labels,
            Map<String, String> annotations) {
        ObjectNode meta = JsonNodeFactory.instance.objectNode();
        meta.put("Name", name).put("GenerateName", "").put("Namespace", namespace).put("UID", "");
        labels.forEach(meta.putObject("Labels")::put);
        annotations.forEach(meta.putObject("Annotations")::put);
        return meta;
    }

    private static Optional<Boolean> serviceLinks(String text) {
        return switch (text.strip().toLowerCase(Locale.ROOT)) {
            case "true" -> Optional.of(true);
            case "false" -> Optional.of(false);
            default -> Optional.empty();
        };
    }

    private void check(ConfigMapReader in) {
        in.require(
                revisionTimeoutSeconds <= maxRevisionTimeoutSeconds,
                "revision-timeout-seconds ("
                        + revisionTimeoutSeconds
                        + ") cannot be greater than max-revision-timeout-seconds ("
                        + maxRevisionTimeoutSeconds
                        + ")");
        requireWithinTimeout(
                in, "revision-response-start-timeout-seconds", revisionResponseStartTimeoutSeconds);
        requireWithinTimeout(in, "revision-idle-timeout-seconds", revisionIdleTimeoutSeconds);
        in.require(
                containerConcurrencyMaxLimit >= 1
                        && containerConcurrencyMaxLimit <= Integer.MAX_VALUE,
                "expected 1 <= "
                        + containerConcurrencyMaxLimit
                        + " <= 2147483647: container-concurrency-max-limit");
        in.require(
                containerConcurrency >= 0 && containerConcurrency <= containerConcurrencyMaxLimit,
                "expected 0 <= "
                        + containerConcurrency
                        + " <= "
                        + containerConcurrencyMaxLimit
                        + ": container-concurrency");
    }

    private void requireWithinTimeout(ConfigMapReader in, String key, long seconds) {
        in.require(
                seconds <= 0 || seconds <= revisionTimeoutSeconds,
                key
                        + " ("
                        + seconds
                        + ") cannot be greater than revision-timeout-seconds ("
                        + revisionTimeoutSeconds
                        + ")");
    }
}
