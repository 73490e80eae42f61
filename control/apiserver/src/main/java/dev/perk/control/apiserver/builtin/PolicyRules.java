package dev.perk.control.apiserver.builtin;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.perk.api.SystemPriority;
import dev.perk.api.admission.Trees;
import dev.perk.api.text.Quantity;
import dev.perk.api.validation.NameRules;
import dev.perk.kube.store.FieldError;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Limits and names for what pods may ask for. Source: {@code kubernetes pkg/apis/core/validation},
 * {@code pkg/apis/policy/validation}, {@code pkg/apis/scheduling/validation}, {@code
 * pkg/apis/node/validation}.
 */
final class PolicyRules {
    private static final long MOST_USER_PRIORITY = 1_000_000_000;
    private static final List<String> PREEMPTION = List.of("PreemptLowerPriority", "Never");
    private static final Set<String> COUNTED =
            Set.of(
                    "pods",
                    "services",
                    "replicationcontrollers",
                    "resourcequotas",
                    "secrets",
                    "configmaps",
                    "persistentvolumeclaims",
                    "services.nodeports",
                    "services.loadbalancers",
                    "cpu",
                    "memory",
                    "ephemeral-storage",
                    "storage",
                    "requests.cpu",
                    "requests.memory",
                    "requests.storage",
                    "requests.ephemeral-storage",
                    "limits.cpu",
                    "limits.memory",
                    "limits.ephemeral-storage");

    private PolicyRules() {}

    static void resourceQuota(ObjectNode quota, Optional<ObjectNode> old, List<FieldError> out) {
        JsonNode hard = quota.path("spec").path("hard");
        for (var entry : hard.properties()) {
            String name = entry.getKey();
            if (!name.contains("/") && !COUNTED.contains(name)) {
                out.add(
                        FieldError.invalidText(
                                "spec.hard[" + name + "]",
                                name,
                                "must be a standard resource for quota"));
            }
        }
        Amounts.notNegative(hard, "spec.hard", out);
    }

    static void limitRange(ObjectNode limitRange, Optional<ObjectNode> old, List<FieldError> out) {
        List<ObjectNode> items = Trees.objects(limitRange.path("spec"), "limits");
        for (int i = 0; i < items.size(); i++) {
            ObjectNode item = items.get(i);
            String at = "spec.limits[" + i + "]";
            if (item.path("type").asText().isEmpty()) {
                out.add(FieldError.required(at + ".type", ""));
            }
            if (item.path("type").asText().equals("Pod")) {
                for (String field : List.of("default", "defaultRequest")) {
                    if (!item.path(field).isEmpty()) {
                        out.add(
                                FieldError.forbidden(
                                        at + "." + field,
                                        "may not be specified when `type` is 'Pod'"));
                    }
                }
            }
            atMost(item, "min", "min value", "max", "max value", at, out);
            atMost(item, "min", "min value", "default", "default value", at, out);
            atMost(item, "defaultRequest", "default request value", "max", "max value", at, out);
            atMost(
                    item,
                    "defaultRequest",
                    "default request value",
                    "default",
                    "default limit value",
                    at,
                    out);
            atMost(item, "default", "default value", "max", "max value", at, out);
        }
    }

    /** No amount in one map may be more than the one of the same name in another. */
    private static void atMost(
            ObjectNode item,
            String less,
            String lessName,
            String more,
            String moreName,
            String at,
            List<FieldError> out) {
        for (var entry : item.path(less).properties()) {
            JsonNode limit = item.path(more).path(entry.getKey());
            String path = at + "." + less + "[" + entry.getKey() + "]";
            Optional<Quantity> small = Amounts.of(entry.getValue(), path, out);
            if (limit.isMissingNode() || small.isEmpty()) {
                continue;
            }
            Quantity.parse(limit.asText())
                    .optional()
                    .filter(large -> small.get().compareTo(large) > 0)
                    .ifPresent(_ ->
                            out.add(
                                    FieldError.invalidText(
                                            path,
                                            entry.getValue().asText(),
                                            lessName
                                                    + " "
                                                    + entry.getValue().asText()
                                                    + " is greater than "
                                                    + moreName
                                                    + " "
                                                    + limit.asText())));
        }
    }

    static void disruptionBudget(
            ObjectNode budget, Optional<ObjectNode> old, List<FieldError> out) {
        JsonNode spec = budget.path("spec");
        if (!Trees.isAbsent(spec, "minAvailable") && !Trees.isAbsent(spec, "maxUnavailable")) {
            out.add(
                    FieldError.invalid(
                            "spec",
                            spec.toString(),
                            "minAvailable and maxUnavailable cannot be both set"));
        }
        for (String field : List.of("minAvailable", "maxUnavailable")) {
            Amounts.notNegative(spec, field, "spec", out);
            JsonNode value = spec.path(field);
            if (value.isTextual() && !value.asText().matches("[0-9]+%")) {
                out.add(
                        FieldError.invalidText(
                                "spec." + field,
                                value.asText(),
                                "a valid percent string must be a numeric string followed by an"
                                        + " ending '%' (e.g. '1%',  or '93%', regex used for"
                                        + " validation is '[0-9]+%')"));
            }
        }
    }

    static void priorityClass(
            ObjectNode priorityClass, Optional<ObjectNode> old, List<FieldError> out) {
        String name = priorityClass.at("/metadata/name").asText();
        long value = priorityClass.path("value").asLong();
        boolean system =
                SystemPriority.named(name).filter(known -> known.value() == value).isPresent();
        if (name.startsWith("system-") && !system) {
            out.add(
                    FieldError.forbidden(
                            "metadata.name",
                            "priority class names with 'system-' prefix are reserved for system use"
                                    + " only"));
        } else if (!system && value > MOST_USER_PRIORITY) {
            out.add(
                    FieldError.forbidden(
                            "value",
                            "maximum allowed value of a user defined priority is "
                                    + MOST_USER_PRIORITY));
        }
        PodSpecRules.oneOf(priorityClass, "preemptionPolicy", PREEMPTION, "", out);
        old.ifPresent(before -> {
            if (before.path("value").asLong() != value) {
                out.add(FieldError.forbidden("value", "may not be changed in an update."));
            }
            JsonNode policy = priorityClass.path("preemptionPolicy");
            if (!before.path("preemptionPolicy").equals(policy)) {
                out.add(
                        FieldError.invalid(
                                "preemptionPolicy", policy.toString(), "field is immutable"));
            }
        });
    }

    static void runtimeClass(
            ObjectNode runtimeClass, Optional<ObjectNode> old, List<FieldError> out) {
        String handler = runtimeClass.path("handler").asText();
        for (String complaint : NameRules.dnsLabel(handler)) {
            out.add(FieldError.invalidText("handler", handler, complaint));
        }
        boolean isChanged =
                old.filter(before -> !before.path("handler").asText().equals(handler)).isPresent();
        if (isChanged) {
            out.add(FieldError.invalidText("handler", handler, "field is immutable"));
        }
    }
}
