package dev.perk.api.defaults;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.perk.api.Annotations;
import dev.perk.api.Kinds;
import dev.perk.api.ResourceType;
import dev.perk.api.admission.Trees;
import dev.perk.api.admission.Write;
import dev.perk.api.config.ServingConfig;
import dev.perk.api.validation.Semantic;
import java.util.Map;
import java.util.Optional;

/**
 * What {@code webhook.serving.knative.dev} makes of a write, by kind. Objects of other kinds are
 * not its business and come back as they are.
 */
public final class KnativeDefaults {

    @FunctionalInterface
    private interface Defaults {
        void apply(ObjectNode object, Optional<ObjectNode> before, ServingConfig config);
    }

    private static final Map<ResourceType, Defaults> BY_KIND =
            Map.of(
                    Kinds.KNATIVE_SERVICE, KnativeDefaults::service,
                    Kinds.CONFIGURATION, KnativeDefaults::configuration,
                    Kinds.REVISION, KnativeDefaults::revision,
                    Kinds.ROUTE, KnativeDefaults::route,
                    Kinds.POD_AUTOSCALER, KnativeDefaults::podAutoscaler,
                    Kinds.INGRESS, (ingress, _, _) -> IngressDefaults.apply(ingress));

    private KnativeDefaults() {}

    /** The object with its defaults; the one that was given is not changed. */
    public static ObjectNode apply(Write write, ServingConfig config) {
        ObjectNode object = write.object().deepCopy();
        Defaults defaults = BY_KIND.get(write.type());
        // A status has no defaults, and writing one changes nothing else.
        if (defaults == null || write.statusOnly()) {
            return object;
        }
        // What is stored may be older than today's defaults: compare what both mean today.
        Optional<ObjectNode> before = write.before().map(ObjectNode::deepCopy);
        before.ifPresent(old -> defaults.apply(old, Optional.of(old), config));
        defaults.apply(object, before, config);
        if (remembersUsers(write.type(), object)) {
            rememberUser(object, before, write.user());
        }
        return object;
    }

    private static void service(
            ObjectNode service, Optional<ObjectNode> before, ServingConfig config) {
        template(service, before, config);
        Trees.edit(service, "spec", TrafficDefaults::ofService);
    }

    private static void configuration(
            ObjectNode configuration, Optional<ObjectNode> before, ServingConfig config) {
        template(configuration, before, config);
    }

    private static void template(
            ObjectNode object, Optional<ObjectNode> before, ServingConfig config) {
        Trees.edit(
                object,
                "spec",
                spec ->
                        Trees.edit(
                                spec,
                                "template",
                                template -> {
                                    Trees.edit(template, "metadata", _ -> {});
                                    if (!keepsItsOwnName(object, before)) {
                                        RevisionDefaults.apply(
                                                template,
                                                object.path("metadata"),
                                                before.isEmpty(),
                                                config);
                                    }
                                }));
    }

    /**
     * Whether the Revision of this template has a name of the user's own and exists already: then
     * the template must not change, not even by a new default.
     */
    private static boolean keepsItsOwnName(ObjectNode object, Optional<ObjectNode> before) {
        String path = "/spec/template/metadata/name";
        String name = object.at(path).asText();
        return !name.isEmpty()
                && before.filter(old -> old.at(path).asText().equals(name)).isPresent();
    }

    private static void revision(
            ObjectNode revision, Optional<ObjectNode> before, ServingConfig config) {
        if (before.isEmpty()) {
            RevisionDefaults.apply(revision, revision.objectNode(), true, config);
        }
    }

    private static void route(ObjectNode route, Optional<ObjectNode> before, ServingConfig config) {
        Trees.edit(route, "spec", TrafficDefaults::ofRoute);
    }

    private static void podAutoscaler(
            ObjectNode autoscaler, Optional<ObjectNode> before, ServingConfig config) {
        Trees.edit(
                autoscaler,
                "metadata",
                metadata ->
                        Trees.edit(
                                metadata,
                                "annotations",
                                annotations -> autoscalerAnnotations(annotations, config)));
    }

    private static void autoscalerAnnotations(ObjectNode annotations, ServingConfig config) {
        if (!annotations.has(Annotations.CLASS)) {
            annotations.put(Annotations.CLASS, config.autoscaler().podAutoscalerClass());
        }
        if (!annotations.has(Annotations.METRIC)) {
            annotations.put(
                    Annotations.METRIC,
                    switch (annotations.path(Annotations.CLASS).asText()) {
                        case Annotations.CLASS_KPA -> "concurrency";
                        case Annotations.CLASS_HPA -> "cpu";
                        default -> "";
                    });
        }
    }

    private static boolean remembersUsers(ResourceType type, ObjectNode object) {
        boolean hasOwner = !object.path("metadata").path("ownerReferences").isEmpty();
        return type.equals(Kinds.KNATIVE_SERVICE)
                || (!hasOwner && (type.equals(Kinds.CONFIGURATION) || type.equals(Kinds.ROUTE)));
    }

    private static void rememberUser(ObjectNode object, Optional<ObjectNode> before, String user) {
        boolean unchanged =
                before.filter(old -> Semantic.equal(old.path("spec"), object.path("spec")))
                        .isPresent();
        if (unchanged) {
            return;
        }
        Trees.edit(
                object,
                "metadata",
                metadata ->
                        Trees.edit(
                                metadata,
                                "annotations",
                                annotations -> {
                                    if (before.isEmpty()) {
                                        annotations.put(Annotations.CREATOR, user);
                                    }
                                    annotations.put(Annotations.LAST_MODIFIER, user);
                                }));
    }
}
