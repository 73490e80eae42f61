package dev.perk.api.config;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.zip.CRC32;

/**
 * Whether a ConfigMap may be written: what {@code config.webhook.serving.knative.dev} answers.
 *
 * <p>Source: {@code knative/pkg webhook/configmaps}.
 *
 * @param problems why it may not; none if it may
 * @param warnings what is probably a mistake, and yet allowed
 */
public record ConfigMapCheck(List<String> problems, List<String> warnings) {
    public static final String EXAMPLE_CHECKSUM = "knative.dev/example-checksum";

    private static final ConfigMapCheck FINE = new ConfigMapCheck(List.of(), List.of());
    private static final String NAME_LABEL = "app.kubernetes.io/name";
    private static final String COMPONENT_LABEL = "app.kubernetes.io/component";
    private static final Set<String> COMPONENTS =
            Set.of(
                    "autoscaler",
                    "controller",
                    "logging",
                    "networking",
                    "observability",
                    "tracing",
                    "net-certmanager");
    private static final Set<String> READ =
            Set.of(
                    AutoscalerConfig.NAME,
                    DefaultsConfig.NAME,
                    DeploymentConfig.NAME,
                    DomainConfig.NAME,
                    FeaturesConfig.NAME,
                    GcConfig.NAME,
                    LeaderElectionConfig.NAME,
                    LoggingConfig.NAME,
                    NetworkConfig.NAME,
                    ObservabilityConfig.NAME);

    public ConfigMapCheck {
        problems = List.copyOf(problems);
        warnings = List.copyOf(warnings);
    }

    /**
     * Checks a ConfigMap of Perk's own namespace. One without Knative's labels, or with a name that
     * nobody reads, is somebody else's and fine.
     */
    public static ConfigMapCheck of(JsonNode configMap, ServingConfig now) {
        JsonNode metadata = configMap.path("metadata");
        String name = metadata.path("name").asText();
        if (!isOurs(metadata.path("labels")) || !READ.contains(name)) {
            return FINE;
        }
        Map<String, String> data = new LinkedHashMap<>();
        configMap
                .path("data")
                .properties()
                .forEach(entry -> data.put(entry.getKey(), entry.getValue().asText()));
        JsonNode checksum = metadata.path("annotations").path(EXAMPLE_CHECKSUM);
        String example = data.get(ConfigMapReader.EXAMPLE_KEY);
        if (example != null && checksum.isTextual() && !checksum.asText().equals(sumOf(example))) {
            return new ConfigMapCheck(
                    List.of(
                            "the update modifies a key in \"_example\" which is probably not what"
                                + " you want. Instead, copy the respective setting to the top-level"
                                + " of the ConfigMap, directly below \"data\""),
                    List.of());
        }
        return read(name, data, now);
    }

    private static boolean isOurs(JsonNode labels) {
        return labels.path(NAME_LABEL).asText().equals("knative-serving")
                && COMPONENTS.contains(labels.path(COMPONENT_LABEL).asText());
    }

    private static ConfigMapCheck read(String name, Map<String, String> data, ServingConfig now) {
        var in = new ConfigMapReader(name, data);
        List<String> problems = new ArrayList<>();
        try {
            now.with(name, in);
        } catch (InvalidConfigException e) {
            problems.addAll(e.problems());
        }
        List<String> warnings =
                in.unknownKeys().stream()
                        .map(key -> "unknown key \"" + key + "\" in " + name)
                        .toList();
        return new ConfigMapCheck(problems, warnings);
    }

    /** The checksum of an {@code _example}; empty lines and the space around it do not count. */
    public static String sumOf(String example) {
        var crc = new CRC32();
        crc.update(
                example.strip().replaceAll("(?:\r?\n)+", "\\\\n").getBytes(StandardCharsets.UTF_8));
        return String.format("%08x", crc.getValue());
    }
}
