package dev.perk.api.validation;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.perk.api.AnnotationKey;
import dev.perk.api.Annotations;
import dev.perk.api.config.AutoscalerConfig;
import dev.perk.api.text.GoDuration;
import dev.perk.api.text.Parsed;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * Names, labels and annotations of whole objects. Source: {@code knative/pkg
 * apis/metadata_validation.go}, {@code knative/serving pkg/apis/serving/metadata_validation.go}.
 */
final class MetadataRules {
    private static final FieldPath ANNOTATIONS = FieldPath.METADATA.field("annotations");
    private static final String NETWORKING_PREFIX = "networking.knative.dev";
    private static final Set<String> NETWORKING =
            Set.of(
                    Annotations.INGRESS_CLASS,
                    Annotations.INGRESS_CLASS_ALIAS,
                    Annotations.CERTIFICATE_CLASS,
                    Annotations.CERTIFICATE_CLASS_ALIAS,
                    Annotations.DISABLE_AUTO_TLS,
                    Annotations.DISABLE_AUTO_TLS_ALIAS,
                    Annotations.DISABLE_EXTERNAL_DOMAIN_TLS,
                    Annotations.HTTP_OPTION,
                    Annotations.HTTP_PROTOCOL);

    private MetadataRules() {}

    static Map<String, String> annotations(JsonNode object) {
        return JsonFields.strings(object.path("metadata").path("annotations"));
    }

    static void checkName(JsonNode metadata, FieldErrors out) {
        String generateName = JsonFields.text(metadata, "generateName");
        String name = JsonFields.text(metadata, "name");
        List<String> complaints = NameRules.dns1035Prefix(generateName);
        if (!generateName.isEmpty() && !complaints.isEmpty()) {
            out.error(
                    "not a DNS 1035 label prefix: " + printed(complaints),
                    FieldPath.METADATA.field("generateName"));
            return;
        }
        complaints = NameRules.dns1035Label(name);
        if (!name.isEmpty() && !complaints.isEmpty()) {
            out.error(
                    "not a DNS 1035 label: " + printed(complaints),
                    FieldPath.METADATA.field("name"));
        } else if (name.isEmpty() && generateName.isEmpty()) {
            out.error("name or generateName is required", FieldPath.METADATA.field("name"));
        }
    }

    /** A Go slice of strings as {@code %v} prints it. */
    static String printed(List<String> texts) {
        return "[" + String.join(" ", texts) + "]";
    }

    /** On what only holds a template, they would do nothing. */
    static void checkNoAutoscaling(Map<String, String> annotations, FieldErrors out) {
        checkNoAutoscalingBut(Set.of(), annotations, out);
    }

    static void checkNoAutoscalingBut(
            Set<String> allowed, Map<String, String> annotations, FieldErrors out) {
        for (String key : annotations.keySet()) {
            if (key.startsWith(Annotations.AUTOSCALING_PREFIX) && !allowed.contains(key)) {
                out.invalidKey(
                        key,
                        ANNOTATIONS,
                        List.of(
                                "autoscaling annotations must be put under"
                                        + " \"spec.template.metadata.annotations\" to work"));
            }
        }
    }

    /**
     * What a Service says about its scaling itself must be right, also together with what its
     * template says.
     */
    static void checkServiceScaling(ObjectNode service, AutoscalerConfig config, FieldErrors out) {
        Map<String, String> own = new TreeMap<>(annotations(service));
        own.keySet().retainAll(Annotations.ON_SERVICE);
        if (own.isEmpty()) {
            return;
        }
        Map<String, String> template = annotations(service.path("spec").path("template"));
        var ofTemplate = new FieldErrors();
        AutoscalingRules.check(template, config, ANNOTATIONS, ofTemplate);
        Map<String, String> judged = new TreeMap<>();
        // What is wrong with the template alone is told there, and not a second time here.
        if (!ofTemplate.hasErrors()) {
            judged.putAll(template);
        }
        judged.putAll(own);
        AutoscalingRules.check(judged, config, ANNOTATIONS, out);
    }

    static void checkRolloutDuration(Map<String, String> annotations, FieldErrors out) {
        AnnotationKey.ROLLOUT_DURATION
                .in(annotations)
                .filter(written -> !written.value().isEmpty())
                .ifPresent(written ->
                        checkWholeSeconds(
                                "rollout-duration",
                                written.value(),
                                ANNOTATIONS.field(written.key()),
                                out));
    }

    /** A duration that is not negative, in whole seconds. */
    static void checkWholeSeconds(String name, String value, FieldPath at, FieldErrors out) {
        switch (GoDuration.parse(value)) {
            case Parsed.Bad<Duration> _ -> out.invalidValue(value, at);
            case Parsed.Good<Duration>(Duration duration) -> {
                if (!GoDuration.isWholeSeconds(duration)) {
                    out.error(name + "=" + value + " is not at second precision", at);
                } else if (duration.isNegative()) {
                    out.error(name + "=" + value + " must be positive", at);
                }
            }
        }
    }

    static void checkNetworking(Map<String, String> annotations, FieldPath at, FieldErrors out) {
        for (String key : annotations.keySet()) {
            if (key.startsWith(NETWORKING_PREFIX) && !NETWORKING.contains(key)) {
                out.invalidKey(key, at, List.of());
            }
        }
    }

    /** A label that names an owner must have that owner behind it. */
    static void checkOwnerLabel(JsonNode metadata, String label, String kind, FieldErrors out) {
        JsonNode value = metadata.path("labels").path(label);
        if (!value.isTextual()) {
            return;
        }
        for (JsonNode owner : JsonFields.items(metadata.path("ownerReferences"))) {
            if (owner.path("kind").asText().equals(kind) && owner.path("name").equals(value)) {
                return;
            }
        }
        out.missing(FieldPath.METADATA.field("labels").field(label));
    }

    /** Who created an object stays; who changed it last only changes with its spec. */
    static void checkUserInfo(JsonNode old, JsonNode fresh, FieldErrors out) {
        Map<String, String> before = annotations(old);
        Map<String, String> after = annotations(fresh);
        if (!of(before, Annotations.CREATOR).equals(of(after, Annotations.CREATOR))) {
            out.error("annotation value is immutable", ANNOTATIONS.field(Annotations.CREATOR));
        }
        String modifier = of(after, Annotations.LAST_MODIFIER);
        if (!of(before, Annotations.LAST_MODIFIER).equals(modifier)
                && Semantic.equal(old.path("spec"), fresh.path("spec"))) {
            out.invalidValue(modifier, ANNOTATIONS.field(Annotations.LAST_MODIFIER));
        }
    }

    private static String of(Map<String, String> annotations, String key) {
        return annotations.getOrDefault(key, "");
    }

    static boolean hasOwner(JsonNode object) {
        return !object.path("metadata").path("ownerReferences").isEmpty();
    }
}
