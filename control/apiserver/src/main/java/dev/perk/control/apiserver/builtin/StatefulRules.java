package dev.perk.control.apiserver.builtin;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.perk.api.validation.Semantic;
import dev.perk.kube.Json;
import dev.perk.kube.store.FieldError;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * StatefulSets, DaemonSets, ReplicationControllers and what they keep. Source: {@code kubernetes
 * pkg/apis/apps/validation}, {@code pkg/apis/core/validation}.
 */
final class StatefulRules {
    private static final List<String> UPDATES = List.of("RollingUpdate", "OnDelete");
    private static final List<String> MANAGEMENT = List.of("OrderedReady", "Parallel");

    /** What of a StatefulSet may be changed. */
    private static final Set<String> CHANGEABLE =
            Set.of(
                    "replicas",
                    "ordinals",
                    "template",
                    "updateStrategy",
                    "persistentVolumeClaimRetentionPolicy",
                    "minReadySeconds",
                    "revisionHistoryLimit");

    private StatefulRules() {}

    static void statefulSet(
            ObjectNode statefulSet, Optional<ObjectNode> old, List<FieldError> out) {
        JsonNode spec = statefulSet.path("spec");
        // Which field has changed is not said, as in WorkloadRules: one text names them all.
        WorkloadRules.checkNew(statefulSet, "statefulset", out);
        PodSpecRules.oneOf(spec, "podManagementPolicy", MANAGEMENT, "spec", out);
        PodSpecRules.oneOf(
                spec.path("updateStrategy"), "type", UPDATES, "spec.updateStrategy", out);
        Amounts.notNegative(spec, "minReadySeconds", "spec", out);
        Amounts.notNegative(spec, "revisionHistoryLimit", "spec", out);
        boolean isChanged =
                old.filter(before -> !Semantic.equal(fixed(before), fixed(statefulSet)))
                        .isPresent();
        if (isChanged) {
            out.add(
                    FieldError.forbidden(
                            "spec",
                            "updates to statefulset spec for fields other than 'replicas',"
                                    + " 'ordinals', 'template', 'updateStrategy',"
                                    + " 'persistentVolumeClaimRetentionPolicy' and"
                                    + " 'minReadySeconds' are forbidden"));
        }
    }

    private static ObjectNode fixed(ObjectNode statefulSet) {
        ObjectNode fixed = Json.object();
        statefulSet.path("spec").properties().stream()
                .filter(field -> !CHANGEABLE.contains(field.getKey()))
                .forEach(field -> fixed.set(field.getKey(), field.getValue()));
        return fixed;
    }

    static void daemonSet(ObjectNode daemonSet, Optional<ObjectNode> old, List<FieldError> out) {
        WorkloadRules.check(daemonSet, old, "daemonset", out);
        JsonNode spec = daemonSet.path("spec");
        PodSpecRules.oneOf(
                spec.path("updateStrategy"), "type", UPDATES, "spec.updateStrategy", out);
        Amounts.notNegative(spec, "minReadySeconds", "spec", out);
        Amounts.notNegative(spec, "revisionHistoryLimit", "spec", out);
    }

    static void replicationController(
            ObjectNode controller, Optional<ObjectNode> old, List<FieldError> out) {
        JsonNode spec = controller.path("spec");
        Amounts.notNegative(spec, "replicas", "spec", out);
        Amounts.notNegative(spec, "minReadySeconds", "spec", out);
        JsonNode selector = spec.path("selector");
        JsonNode labels = spec.path("template").path("metadata").path("labels");
        if (selector.isEmpty()) {
            out.add(FieldError.required("spec.selector", ""));
        } else if (!hasAll(labels, selector)) {
            out.add(
                    FieldError.invalid(
                            "spec.template.metadata.labels",
                            BuiltInRules.goMap(labels),
                            "`selector` does not match template `labels`"));
        }
        String at = "spec.template.spec";
        JsonNode pod = spec.path("template").path("spec");
        PodSpecRules.check(pod, at, out);
        PodSpecRules.oneOf(pod, "restartPolicy", List.of("Always"), at, out);
    }

    private static boolean hasAll(JsonNode labels, JsonNode selector) {
        return selector.propertyStream()
                .allMatch(label -> labels.path(label.getKey()).equals(label.getValue()));
    }

    static void podTemplate(ObjectNode template, Optional<ObjectNode> old, List<FieldError> out) {
        PodSpecRules.check(template.path("template").path("spec"), "template.spec", out);
    }

    static void controllerRevision(
            ObjectNode revision, Optional<ObjectNode> old, List<FieldError> out) {
        Amounts.notNegative(revision, "revision", "", out);
        if (revision.path("data").isMissingNode()) {
            out.add(FieldError.required("data", "data is mandatory"));
        }
        boolean isChanged =
                old.filter(before -> !Json.same(before.path("data"), revision.path("data")))
                        .isPresent();
        if (isChanged) {
            out.add(
                    FieldError.invalid(
                            "data", revision.path("data").toString(), "field is immutable"));
        }
    }
}
