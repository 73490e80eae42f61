package dev.perk.control.apiserver.builtin;

import static java.util.Map.entry;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.perk.api.Kinds;
import dev.perk.api.ResourceType;
import dev.perk.api.StoredKinds;
import dev.perk.api.validation.NameRules;
import dev.perk.control.apiserver.definitions.DefinitionRules;
import dev.perk.control.apiserver.webhooks.WebhookRules;
import dev.perk.kube.store.FieldError;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** What is wrong with an object that has its defaults already, by kind; metadata is not judged. */
public final class BuiltInRules {

    @FunctionalInterface
    interface Rules {
        void check(ObjectNode object, Optional<ObjectNode> old, List<FieldError> out);
    }

    private static final Map<ResourceType, Rules> BY_KIND =
            Map.ofEntries(
                    entry(Kinds.POD, PodRules::check),
                    entry(Kinds.DEPLOYMENT, WorkloadRules::deployment),
                    entry(Kinds.REPLICA_SET, WorkloadRules::replicaSet),
                    entry(Kinds.SERVICE, ServiceRules::check),
                    entry(Kinds.CONFIG_MAP, BuiltInRules::configMap),
                    entry(Kinds.SECRET, BuiltInRules::secret),
                    entry(StoredKinds.POD_TEMPLATE, StatefulRules::podTemplate),
                    entry(StoredKinds.REPLICATION_CONTROLLER, StatefulRules::replicationController),
                    entry(StoredKinds.STATEFUL_SET, StatefulRules::statefulSet),
                    entry(StoredKinds.DAEMON_SET, StatefulRules::daemonSet),
                    entry(StoredKinds.CONTROLLER_REVISION, StatefulRules::controllerRevision),
                    entry(StoredKinds.JOB, BatchRules::job),
                    entry(StoredKinds.CRON_JOB, BatchRules::cronJob),
                    entry(StoredKinds.PERSISTENT_VOLUME, StorageRules::volume),
                    entry(StoredKinds.PERSISTENT_VOLUME_CLAIM, StorageRules::claim),
                    entry(StoredKinds.STORAGE_CLASS, StorageRules::storageClass),
                    entry(StoredKinds.RESOURCE_QUOTA, PolicyRules::resourceQuota),
                    entry(StoredKinds.LIMIT_RANGE, PolicyRules::limitRange),
                    entry(StoredKinds.POD_DISRUPTION_BUDGET, PolicyRules::disruptionBudget),
                    entry(StoredKinds.PRIORITY_CLASS, PolicyRules::priorityClass),
                    entry(StoredKinds.RUNTIME_CLASS, PolicyRules::runtimeClass),
                    entry(StoredKinds.INGRESS, NetworkingRules::ingress),
                    entry(StoredKinds.INGRESS_CLASS, NetworkingRules::ingressClass),
                    entry(StoredKinds.NETWORK_POLICY, NetworkingRules::networkPolicy),
                    entry(StoredKinds.HORIZONTAL_POD_AUTOSCALER, AutoscalerRules::check),
                    entry(Kinds.CUSTOM_RESOURCE_DEFINITION, DefinitionRules::check),
                    entry(Kinds.ROLE, RoleRules::role),
                    entry(Kinds.CLUSTER_ROLE, RoleRules::clusterRole),
                    entry(Kinds.ROLE_BINDING, RoleBindingRules::roleBinding),
                    entry(Kinds.CLUSTER_ROLE_BINDING, RoleBindingRules::clusterRoleBinding),
                    entry(Kinds.MUTATING_WEBHOOK_CONFIGURATION, WebhookRules::check),
                    entry(Kinds.VALIDATING_WEBHOOK_CONFIGURATION, WebhookRules::check));
    private static final int MOST_BYTES = 1024 * 1024;

    private BuiltInRules() {}

    public static List<FieldError> check(
            ResourceType type, ObjectNode object, Optional<ObjectNode> old) {
        List<FieldError> out = new ArrayList<>();
        Rules rules = BY_KIND.get(type);
        if (rules != null) {
            rules.check(object, old, out);
        }
        return out;
    }

    private static void configMap(
            ObjectNode configMap, Optional<ObjectNode> old, List<FieldError> out) {
        checkData(configMap, List.of("data", "binaryData"), out);
        checkImmutable(configMap, old, List.of("data", "binaryData"), out);
    }

    private static void secret(ObjectNode secret, Optional<ObjectNode> old, List<FieldError> out) {
        checkData(secret, List.of("data"), out);
        String account = "kubernetes.io/service-account.name";
        boolean nameless =
                secret.path("metadata").path("annotations").path(account).asText().isEmpty();
        if (secret.path("type").asText().equals("kubernetes.io/service-account-token")
                && nameless) {
            out.add(FieldError.required("metadata.annotations[" + account + "]", ""));
        }
        checkImmutable(secret, old, List.of("data"), out);
        old.ifPresent(before -> {
            if (!before.path("type").equals(secret.path("type"))) {
                out.add(
                        FieldError.invalidText(
                                "type", secret.path("type").asText(), "field is immutable"));
            }
        });
    }

    private static void checkData(ObjectNode object, List<String> maps, List<FieldError> out) {
        int bytes = 0;
        for (String map : maps) {
            for (var entry : object.path(map).properties()) {
                String key = entry.getKey();
                for (String complaint : NameRules.configMapKey(key)) {
                    out.add(FieldError.invalidText(map + "[" + key + "]", key, complaint));
                }
                bytes += entry.getValue().asText().length();
            }
        }
        if (bytes > MOST_BYTES) {
            out.add(FieldError.tooLong("", MOST_BYTES));
        }
    }

    private static void checkImmutable(
            ObjectNode object, Optional<ObjectNode> old, List<String> maps, List<FieldError> out) {
        if (!old.filter(before -> before.path("immutable").asBoolean()).isPresent()) {
            return;
        }
        ObjectNode before = old.orElseThrow();
        if (!object.path("immutable").asBoolean()) {
            out.add(
                    FieldError.forbidden(
                            "immutable", "field is immutable when `immutable` is set"));
        }
        for (String map : maps) {
            if (!before.path(map).equals(object.path(map))) {
                out.add(FieldError.forbidden(map, "field is immutable when `immutable` is set"));
            }
        }
    }

    /** As Go's {@code %#v} prints a map of strings. */
    static String goMap(JsonNode map) {
        if (map.isMissingNode() || map.isNull()) {
            return "map[string]string(nil)";
        }
        StringBuilder text = new StringBuilder("map[string]string{");
        map.properties().stream()
                .sorted(Map.Entry.comparingByKey())
                .forEach(entry ->
                        text.append(text.charAt(text.length() - 1) == '{' ? "" : ", ")
                                .append('"')
                                .append(entry.getKey())
                                .append("\":\"")
                                .append(entry.getValue().asText())
                                .append('"'));
        return text.append('}').toString();
    }
}
