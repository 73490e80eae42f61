package dev.perk.api.validation;

import com.fasterxml.jackson.databind.JsonNode;
import dev.perk.api.AnnotationKey;
import dev.perk.api.AnnotationKey.Written;
import dev.perk.api.Annotations;
import dev.perk.api.config.DefaultsConfig;
import dev.perk.api.config.ServingConfig;
import dev.perk.api.text.GoNumber;
import dev.perk.api.text.GoQuote;
import dev.perk.api.text.Parsed;
import dev.perk.api.text.Quantity;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * The template of a Service or Configuration, and the spec of a Revision. Source: {@code
 * knative/serving v1/revision_validation.go}.
 */
final class TemplateRules {
    private static final FieldPath TEMPLATE = FieldPath.SPEC.field("template");
    private static final FieldPath ANNOTATIONS = TEMPLATE.field("metadata.annotations");
    private static final Set<String> QUEUE_RESOURCES =
            Set.of(
                    "cpu-resource-request",
                    "cpu-resource-limit",
                    "memory-resource-request",
                    "memory-resource-limit",
                    "ephemeral-storage-resource-request",
                    "ephemeral-storage-resource-limit");

    private TemplateRules() {}

    /**
     * @param parent the metadata of the object that holds the template
     */
    static void check(JsonNode template, JsonNode parent, ServingConfig config, FieldErrors out) {
        checkSpec(template.path("spec"), TEMPLATE.field("spec"), config, out);
        Map<String, String> annotations = MetadataRules.annotations(template);
        AutoscalingRules.check(annotations, config.autoscaler(), ANNOTATIONS, out);
        MetadataRules.checkNetworking(annotations, ANNOTATIONS, out);
        checkQueueSidecar(annotations, out);
        checkProgressDeadline(annotations, out);
        checkName(template.path("metadata"), parent, out);
    }

    /** The part that a bare Revision has too. */
    static void checkSpec(JsonNode spec, FieldPath at, ServingConfig config, FieldErrors out) {
        PodSpecRules.check(spec, at, config, out);
        DefaultsConfig defaults = config.defaults();
        long timeout = spec.path("timeoutSeconds").asLong();
        if (timeout < 0 || timeout > defaults.maxRevisionTimeoutSeconds()) {
            out.outOfBounds(
                    timeout, 0, defaults.maxRevisionTimeoutSeconds(), at.field("timeoutSeconds"));
        }
        checkConcurrency(spec.path("containerConcurrency"), at, defaults, out);
    }

    static void checkConcurrency(
            JsonNode concurrency, FieldPath at, DefaultsConfig defaults, FieldErrors out) {
        if (!JsonFields.isPresent(concurrency)) {
            return;
        }
        long least = defaults.allowContainerConcurrencyZero() ? 0 : 1;
        long most = defaults.containerConcurrencyMaxLimit();
        long value = concurrency.asLong();
        if (value < least || value > most) {
            out.outOfBounds(value, least, most, at.field("containerConcurrency"));
        }
    }

    private static void checkName(JsonNode metadata, JsonNode parent, FieldErrors out) {
        String generateName = JsonFields.text(metadata, "generateName");
        List<String> complaints = NameRules.dns1035Prefix(generateName);
        if (!generateName.isEmpty() && !complaints.isEmpty()) {
            out.invalidValue(
                    "not a DNS 1035 label prefix: " + MetadataRules.printed(complaints),
                    TEMPLATE.field("metadata.generateName"));
            return;
        }
        String name = JsonFields.text(metadata, "name");
        if (name.isEmpty()) {
            return;
        }
        FieldPath at = TEMPLATE.field("metadata.name");
        complaints = NameRules.dns1035Label(name);
        String prefix = JsonFields.text(parent, "name") + "-";
        if (!complaints.isEmpty()) {
            out.invalidValue("not a DNS 1035 label: " + MetadataRules.printed(complaints), at);
        } else if (prefix.equals("-") && JsonFields.isSet(parent, "generateName")) {
            out.disallowed(at);
        } else if (!name.startsWith(prefix)) {
            out.invalidValue(
                    GoQuote.quote(name) + " must have prefix " + GoQuote.quote(prefix), at);
        }
    }

    private static void checkQueueSidecar(Map<String, String> annotations, FieldErrors out) {
        AnnotationKey.QUEUE_RESOURCE_PERCENTAGE
                .in(annotations)
                .ifPresent(written -> checkPercentage(written, out));
        for (var entry : annotations.entrySet()) {
            String key = entry.getKey();
            boolean isResource =
                    key.startsWith(Annotations.QUEUE_SIDECAR_PREFIX)
                            && QUEUE_RESOURCES.contains(
                                    key.substring(Annotations.QUEUE_SIDECAR_PREFIX.length()));
            if (isResource && !Quantity.parse(entry.getValue()).isGood()) {
                out.invalidValue(entry.getValue(), ANNOTATIONS.key(key));
            }
        }
    }

    private static void checkPercentage(Written written, FieldErrors out) {
        out.warning(
                "Queue proxy resource percentage annotation is deprecated. Please use the available"
                        + " annotations to explicitly set resource values per service");
        FieldPath at = ANNOTATIONS.key(written.key());
        switch (GoNumber.parseDouble(written.value())) {
            case Parsed.Bad<Double> _ -> out.invalidValue(written.value(), at);
            case Parsed.Good<Double>(Double percentage) -> {
                if (percentage < 0.1 || percentage > 100) {
                    out.outOfBounds(GoNumber.print(percentage), "0.1", "100", at);
                }
            }
        }
    }

    private static void checkProgressDeadline(Map<String, String> annotations, FieldErrors out) {
        String deadline = annotations.getOrDefault(Annotations.PROGRESS_DEADLINE, "");
        if (!deadline.isEmpty()) {
            MetadataRules.checkWholeSeconds(
                    "progress-deadline",
                    deadline,
                    ANNOTATIONS.field(Annotations.PROGRESS_DEADLINE),
                    out);
        }
    }

    /** A Revision with a name of one's own cannot change, so a changed template needs another. */
    static void checkNameChange(JsonNode old, JsonNode fresh, FieldErrors out) {
        String name = JsonFields.text(fresh.path("metadata"), "name");
        if (name.isEmpty() || !name.equals(JsonFields.text(old.path("metadata"), "name"))) {
            return;
        }
        String diff = GoDiff.ofTemplates(old, fresh);
        if (!diff.isEmpty()) {
            out.errorWithDetails(
                    "Saw the following changes without a name change (-old +new)",
                    diff,
                    TEMPLATE.field("metadata.name"));
        }
    }

    static void checkUnchanged(JsonNode oldSpec, JsonNode freshSpec, FieldErrors out) {
        String diff = GoDiff.ofRevisionSpecs(oldSpec, freshSpec);
        if (!diff.isEmpty()) {
            out.errorWithDetails("Immutable fields changed (-old +new)", diff, FieldPath.SPEC);
        }
    }
}
