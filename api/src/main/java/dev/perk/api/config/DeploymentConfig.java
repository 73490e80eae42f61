package dev.perk.api.config;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.NullNode;
import dev.perk.api.text.GoDuration;
import dev.perk.api.text.GoQuote;
import dev.perk.api.text.Parsed;
import dev.perk.api.text.Quantity;
import dev.perk.api.text.Yaml;
import dev.perk.api.validation.NameRules;
import java.time.Duration;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * {@code config-deployment}: how the pods of revisions are built.
 *
 * <p>Source: {@code knative/serving pkg/deployment/config.go}.
 *
 * @param registriesSkippingTagResolving registries whose tags are used as they are
 * @param progressDeadline how long a Deployment may take to become ready, in whole seconds
 * @param runtimeClassNames labels of revisions by the runtime class that they get
 * @param spreadsRevisions whether pods of one revision prefer different nodes
 * @param podIsAlwaysSchedulable whether an unschedulable pod is somebody else's business
 */
public record DeploymentConfig(
        String queueSidecarImage,
        List<String> registriesSkippingTagResolving,
        Duration digestResolutionTimeout,
        Duration progressDeadline,
        QueueResources queueRequests,
        QueueResources queueLimits,
        List<String> queueTokenAudiences,
        QueueTls queueTls,
        boolean spreadsRevisions,
        Map<String, Map<String, String>> runtimeClassNames,
        boolean podIsAlwaysSchedulable) {

    /** Amounts for the queue-proxy container; empty where the ConfigMap does not say. */
    public record QueueResources(
            Optional<Quantity> cpu,
            Optional<Quantity> memory,
            Optional<Quantity> ephemeralStorage) {}

    /** What the queue-proxy is told about TLS, unchecked; empty means its own choice. */
    public record QueueTls(
            String rootCa,
            String minVersion,
            String maxVersion,
            String cipherSuites,
            String curvePreferences) {}

    public static final String NAME = "config-deployment";
    private static final String SPREAD = "prefer-spread-revision-over-nodes";
    private static final Optional<Quantity> CPU_REQUEST = Quantity.parse("25m").optional();

    public DeploymentConfig {
        registriesSkippingTagResolving = List.copyOf(registriesSkippingTagResolving);
        queueTokenAudiences = List.copyOf(queueTokenAudiences);
        runtimeClassNames = Map.copyOf(runtimeClassNames);
    }

    /**
     * @throws InvalidConfigException with every problem
     */
    public static DeploymentConfig parse(Map<String, String> data) {
        return read(new ConfigMapReader(NAME, data));
    }

    static DeploymentConfig read(ConfigMapReader in) {
        in.alsoKnownAs("queue-sidecar-image", "queueSidecarImage")
                .alsoKnownAs("progress-deadline", "progressDeadline")
                .alsoKnownAs("digest-resolution-timeout", "digestResolutionTimeout")
                .alsoKnownAs("registries-skipping-tag-resolving", "registriesSkippingTagResolving")
                .alsoKnownAs("queue-sidecar-cpu-request", "queueSidecarCPURequest")
                .alsoKnownAs("queue-sidecar-cpu-limit", "queueSidecarCPULimit")
                .alsoKnownAs("queue-sidecar-memory-request", "queueSidecarMemoryRequest")
                .alsoKnownAs("queue-sidecar-memory-limit", "queueSidecarMemoryLimit")
                .alsoKnownAs(
                        "queue-sidecar-ephemeral-storage-request",
                        "queueSidecarEphemeralStorageRequest")
                .alsoKnownAs(
                        "queue-sidecar-ephemeral-storage-limit",
                        "queueSidecarEphemeralStorageLimit");
        QueueResources requests = queueResources(in, "request");
        String affinity = in.text("default-affinity-type", SPREAD);
        var config =
                new DeploymentConfig(
                        in.text("queue-sidecar-image", ""),
                        in.list(
                                "registries-skipping-tag-resolving",
                                List.of("kind.local", "ko.local", "dev.local")),
                        in.duration("digest-resolution-timeout", Duration.ofSeconds(10)),
                        in.duration("progress-deadline", Duration.ofSeconds(600)),
                        new QueueResources(
                                requests.cpu().or(() -> CPU_REQUEST),
                                requests.memory(),
                                requests.ephemeralStorage()),
                        queueResources(in, "limit"),
                        in.list("queue-sidecar-token-audiences", List.of()),
                        new QueueTls(
                                in.text("queue-sidecar-rootca", ""),
                                in.text("queue-sidecar-tls-min-version", ""),
                                in.text("queue-sidecar-tls-max-version", ""),
                                in.text("queue-sidecar-tls-cipher-suites", ""),
                                in.text("queue-sidecar-tls-curve-preferences", "")),
                        affinity.equals(SPREAD),
                        runtimeClassNames(in),
                        in.flag("pod-is-always-schedulable", false));
        in.require(
                affinity.equals(SPREAD) || affinity.equals("none"),
                "unsupported default-affinity-type value: " + GoQuote.quote(affinity));
        config.check(in);
        in.throwIfInvalid();
        return config;
    }

    private static QueueResources queueResources(ConfigMapReader in, String bound) {
        return new QueueResources(
                in.quantity("queue-sidecar-cpu-" + bound),
                in.quantity("queue-sidecar-memory-" + bound),
                in.quantity("queue-sidecar-ephemeral-storage-" + bound));
    }

    private static Map<String, Map<String, String>> runtimeClassNames(ConfigMapReader in) {
        String text = in.text("runtime-class-name", "");
        Map<String, Map<String, String>> selectors = new TreeMap<>();
        JsonNode classes =
                switch (Yaml.parse(text)) {
                    case Parsed.Good<JsonNode>(JsonNode tree) -> tree;
                    case Parsed.Bad<JsonNode>(String why) -> {
                        in.require(
                                false,
                                "runtime-class-name cannot be parsed, please check the format: "
                                        + why);
                        yield NullNode.instance;
                    }
                };
        in.require(
                classes.isNull() || classes.isObject(),
                "runtime-class-name cannot be parsed, please check the format: " + text);
        for (var entry : classes.properties()) {
            String name = entry.getKey();
            List<String> complaints = NameRules.dnsSubdomain(name);
            in.require(
                    complaints.isEmpty(),
                    "runtime-class-name "
                            + name
                            + " selector not valid DNSSubdomain: "
                            + complaints);
            Map<String, String> selector = new LinkedHashMap<>();
            for (var label : entry.getValue().path("selector").properties()) {
                selector.put(label.getKey(), label.getValue().asText());
                List<String> wrong = NameRules.label(label.getKey(), label.getValue().asText());
                in.require(
                        wrong.isEmpty(),
                        "runtime-class-name " + name + " selector invalid: " + wrong);
            }
            selectors.put(name, Map.copyOf(selector));
        }
        return selectors;
    }

    private void check(ConfigMapReader in) {
        in.require(!queueSidecarImage.isEmpty(), "queue-sidecar-image cannot be empty or unset");
        in.require(
                progressDeadline.isPositive(),
                "progress-deadline cannot be a non-positive duration, was "
                        + GoDuration.print(progressDeadline));
        in.require(
                GoDuration.isWholeSeconds(progressDeadline),
                "progress-deadline must be rounded to a whole second, was: "
                        + GoDuration.print(progressDeadline));
        in.require(
                digestResolutionTimeout.isPositive(),
                "digest-resolution-timeout cannot be a non-positive duration, was "
                        + GoDuration.print(digestResolutionTimeout));
    }

    /**
     * The runtime class for a revision with these labels: the one whose selector asks for most of
     * them, and of several the first in alphabetical order; empty for the node's default.
     */
    public String runtimeClassFor(Map<String, String> labels) {
        return runtimeClassNames.entrySet().stream()
                .filter(entry -> labels.entrySet().containsAll(entry.getValue().entrySet()))
                .max(
                        Comparator.<Map.Entry<String, Map<String, String>>>comparingInt(
                                        entry -> entry.getValue().size())
                                .thenComparing(Map.Entry::getKey, Comparator.reverseOrder()))
                .map(Map.Entry::getKey)
                .orElse("");
    }
}
