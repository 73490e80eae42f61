package dev.perk.api.validation;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.perk.api.Annotations;
import dev.perk.api.Kinds;
import dev.perk.api.Labels;
import dev.perk.api.ResourceType;
import dev.perk.api.admission.Write;
import dev.perk.api.config.ServingConfig;
import java.util.Map;
import java.util.Optional;

/**
 * What {@code validation.webhook.serving.knative.dev} answers, by kind. Objects of other kinds are
 * not its business and always fine. Deleting is never refused, so it is not asked about.
 */
public final class KnativeRules {

    @FunctionalInterface
    private interface Rules {
        void check(Write write, ServingConfig config, FieldErrors out);
    }

    private static final Map<ResourceType, Rules> BY_KIND =
            Map.of(
                    Kinds.KNATIVE_SERVICE, KnativeRules::service,
                    Kinds.CONFIGURATION, KnativeRules::configuration,
                    Kinds.REVISION, KnativeRules::revision,
                    Kinds.ROUTE, KnativeRules::route,
                    Kinds.POD_AUTOSCALER, InternalRules::podAutoscaler,
                    Kinds.METRIC, InternalRules::metric,
                    Kinds.SERVERLESS_SERVICE, InternalRules::serverlessService,
                    Kinds.INGRESS, IngressRules::check,
                    Kinds.IMAGE, InternalRules::image);

    private KnativeRules() {}

    /**
     * Judges a write whose object has its defaults already.
     *
     * <p>A write to the status is always fine. Upstream judges the rest of the object again there,
     * although it cannot change; an object that yesterday's configuration allowed and today's does
     * not could never become ready again.
     *
     * @return everything that is wrong, and warnings
     */
    public static FieldErrors check(Write write, ServingConfig config) {
        FieldErrors out = new FieldErrors();
        Rules rules = BY_KIND.get(write.type());
        if (rules != null && !write.statusOnly()) {
            rules.check(write, config, out);
        }
        return out;
    }

    /** Judges what a PodAutoscaler is told by annotations. */
    public static FieldErrors checkScaling(Map<String, String> annotations, ServingConfig config) {
        FieldErrors out = new FieldErrors();
        AutoscalingRules.check(
                annotations, config.autoscaler(), FieldPath.METADATA.field("annotations"), out);
        return out;
    }

    private static void service(Write write, ServingConfig config, FieldErrors out) {
        ObjectNode service = write.object();
        JsonNode spec = service.path("spec");
        Map<String, String> annotations = MetadataRules.annotations(service);
        MetadataRules.checkName(service.path("metadata"), out);
        MetadataRules.checkNoAutoscalingBut(Annotations.ON_SERVICE, annotations, out);
        MetadataRules.checkServiceScaling(service, config.autoscaler(), out);
        MetadataRules.checkRolloutDuration(annotations, out);
        TemplateRules.check(spec.path("template"), service.path("metadata"), config, out);
        TrafficRules.check(spec.path("traffic"), true, out);
        write.before()
                .ifPresent(before -> {
                    MetadataRules.checkUserInfo(before, service, out);
                    checkNameChange(before, service, out);
                });
    }

    private static void configuration(Write write, ServingConfig config, FieldErrors out) {
        ObjectNode configuration = write.object();
        JsonNode metadata = configuration.path("metadata");
        checkMetadata(configuration, out);
        MetadataRules.checkOwnerLabel(metadata, Labels.SERVICE, "Service", out);
        TemplateRules.check(configuration.path("spec").path("template"), metadata, config, out);
        write.before()
                .ifPresent(before -> {
                    checkUserInfoUnlessOwned(before, configuration, out);
                    checkNameChange(before, configuration, out);
                });
    }

    private static void revision(Write write, ServingConfig config, FieldErrors out) {
        ObjectNode revision = write.object();
        InternalRules.checkMetadata(revision, config, out);
        MetadataRules.checkOwnerLabel(
                revision.path("metadata"), Labels.CONFIGURATION, "Configuration", out);
        JsonNode spec = revision.path("spec");
        Optional<ObjectNode> before = write.before();
        if (before.isPresent()) {
            TemplateRules.checkUnchanged(before.get().path("spec"), spec, out);
        } else {
            TemplateRules.checkSpec(spec, FieldPath.SPEC, config, out);
        }
    }

    private static void route(Write write, ServingConfig config, FieldErrors out) {
        ObjectNode route = write.object();
        checkMetadata(route, out);
        MetadataRules.checkOwnerLabel(route.path("metadata"), Labels.SERVICE, "Service", out);
        MetadataRules.checkRolloutDuration(MetadataRules.annotations(route), out);
        TrafficRules.check(route.path("spec").path("traffic"), false, out);
        write.before().ifPresent(before -> checkUserInfoUnlessOwned(before, route, out));
    }

    private static void checkMetadata(ObjectNode object, FieldErrors out) {
        MetadataRules.checkName(object.path("metadata"), out);
        MetadataRules.checkNoAutoscaling(MetadataRules.annotations(object), out);
    }

    /** What a controller owns was not written by a user, so no user is remembered. */
    private static void checkUserInfoUnlessOwned(
            ObjectNode before, ObjectNode after, FieldErrors out) {
        if (!MetadataRules.hasOwner(after)) {
            MetadataRules.checkUserInfo(before, after, out);
        }
    }

    private static void checkNameChange(ObjectNode before, ObjectNode after, FieldErrors out) {
        TemplateRules.checkNameChange(
                before.path("spec").path("template"), after.path("spec").path("template"), out);
    }
}
