package dev.perk.api.validation;

import static dev.perk.api.validation.JsonFields.text;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.IntNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.perk.api.admission.Write;
import dev.perk.api.config.ServingConfig;
import java.util.List;
import java.util.Set;

/**
 * Kinds that controllers write for each other. Source: {@code knative/serving
 * pkg/apis/autoscaling/v1alpha1}, {@code knative/networking pkg/apis/networking/v1alpha1}, {@code
 * knative/caching}.
 */
final class InternalRules {
    private static final Set<String> PROTOCOLS = Set.of("http1", "h2c");
    private static final Set<String> MODES = Set.of("Serve", "Proxy");

    private InternalRules() {}

    static void podAutoscaler(Write write, ServingConfig config, FieldErrors out) {
        checkMetadata(write.object(), config, out);
        JsonNode spec = write.object().path("spec");
        if (Semantic.isEmpty(spec)) {
            out.missing(FieldPath.SPEC);
            return;
        }
        checkReference(spec.path("scaleTargetRef"), FieldPath.SPEC.field("scaleTargetRef"), out);
        JsonNode concurrency = spec.path("containerConcurrency");
        TemplateRules.checkConcurrency(
                JsonFields.isPresent(concurrency) ? concurrency : IntNode.valueOf(0),
                FieldPath.SPEC,
                config.defaults(),
                out);
        checkProtocol(spec, out);
    }

    static void metric(Write write, ServingConfig config, FieldErrors out) {
        checkMetadata(write.object(), config, out);
        if (Semantic.isEmpty(write.object().path("spec"))) {
            out.missing(FieldPath.SPEC);
        }
    }

    /** Names and autoscaling annotations, which belong here. */
    static void checkMetadata(ObjectNode object, ServingConfig config, FieldErrors out) {
        MetadataRules.checkName(object.path("metadata"), out);
        AutoscalingRules.check(
                MetadataRules.annotations(object),
                config.autoscaler(),
                FieldPath.METADATA.field("annotations"),
                out);
    }

    static void serverlessService(Write write, ServingConfig config, FieldErrors out) {
        ObjectNode sks = write.object();
        MetadataRules.checkNetworking(
                MetadataRules.annotations(sks), FieldPath.ROOT.field("annotations"), out);
        JsonNode spec = sks.path("spec");
        if (Semantic.isEmpty(spec)) {
            out.missing(FieldPath.SPEC);
            return;
        }
        String mode = text(spec, "mode");
        if (mode.isEmpty()) {
            out.missing(FieldPath.SPEC.field("mode"));
        } else if (!MODES.contains(mode)) {
            out.invalidValue(mode, FieldPath.SPEC.field("mode"));
        }
        int activators = spec.path("numActivators").asInt();
        if (activators < 0) {
            out.invalidValue(activators, FieldPath.SPEC.field("numActivators"));
        }
        checkReference(spec.path("objectRef"), FieldPath.SPEC.field("objectRef"), out);
        checkProtocol(spec, out);
    }

    static void image(Write write, ServingConfig config, FieldErrors out) {
        JsonNode spec = write.object().path("spec");
        if (text(spec, "image").isEmpty()) {
            out.missing(FieldPath.SPEC.field("image"));
        }
        List<JsonNode> secrets = JsonFields.items(spec.path("imagePullSecrets"));
        for (int i = 0; i < secrets.size(); i++) {
            if (text(secrets.get(i), "name").isEmpty()) {
                out.missing(FieldPath.SPEC.field("imagePullSecrets").index(i).field("name"));
            }
        }
    }

    private static void checkProtocol(JsonNode spec, FieldErrors out) {
        String protocol = text(spec, "protocolType");
        FieldPath at = FieldPath.SPEC.field("protocolType");
        if (protocol.isEmpty()) {
            out.missing(at);
        } else if (!PROTOCOLS.contains(protocol)) {
            out.invalidValue(protocol, at);
        }
    }

    /** A reference within the namespace. The complaint itself is the value that is invalid. */
    private static void checkReference(JsonNode reference, FieldPath at, FieldErrors out) {
        JsonFields.allow(reference, Set.of("apiVersion", "kind", "name"), at, out);
        String apiVersion = text(reference, "apiVersion");
        String kind = text(reference, "kind");
        String name = text(reference, "name");
        check(apiVersion, NameRules.qualifiedName(apiVersion), at.field("apiVersion"), out);
        check(kind, NameRules.cIdentifier(kind), at.field("kind"), out);
        check(name, NameRules.dnsLabel(name), at.field("name"), out);
    }

    private static void check(
            String value, List<String> complaints, FieldPath at, FieldErrors out) {
        if (value.isEmpty()) {
            out.missing(at);
        } else if (!complaints.isEmpty()) {
            out.invalidValue(String.join(", ", complaints), at);
        }
    }
}
