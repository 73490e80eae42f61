package dev.perk.control.apiserver.builtin;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.perk.api.Kinds;
import dev.perk.api.ResourceType;
import dev.perk.api.StoredKinds;
import dev.perk.api.admission.Trees;
import dev.perk.control.apiserver.definitions.DefinitionDefaults;
import dev.perk.control.apiserver.webhooks.WebhookDefaults;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Map;
import java.util.function.Consumer;

/**
 * Defaults by kind. They are the same whenever an object is written, so an update that leaves them
 * out changes nothing.
 */
public final class BuiltInDefaults {
    private static final Map<ResourceType, Consumer<ObjectNode>> BY_KIND =
            Map.ofEntries(
                    entry(Kinds.POD, pod -> Trees.edit(pod, "spec", PodDefaults::apply)),
                    entry(Kinds.DEPLOYMENT, WorkloadDefaults::deployment),
                    entry(Kinds.REPLICA_SET, WorkloadDefaults::replicaSet),
                    entry(
                            Kinds.SERVICE,
                            service -> Trees.edit(service, "spec", ServiceDefaults::apply)),
                    entry(Kinds.ENDPOINTS, BuiltInDefaults::endpoints),
                    entry(Kinds.ENDPOINT_SLICE, BuiltInDefaults::endpointSlice),
                    entry(Kinds.SECRET, BuiltInDefaults::secret),
                    entry(StoredKinds.POD_TEMPLATE, WorkloadDefaults::template),
                    entry(
                            StoredKinds.REPLICATION_CONTROLLER,
                            StatefulDefaults::replicationController),
                    entry(StoredKinds.STATEFUL_SET, StatefulDefaults::statefulSet),
                    entry(StoredKinds.DAEMON_SET, StatefulDefaults::daemonSet),
                    entry(StoredKinds.JOB, BatchDefaults::job),
                    entry(StoredKinds.CRON_JOB, BatchDefaults::cronJob),
                    entry(StoredKinds.PERSISTENT_VOLUME, StorageDefaults::volume),
                    entry(StoredKinds.PERSISTENT_VOLUME_CLAIM, StorageDefaults::claim),
                    entry(StoredKinds.STORAGE_CLASS, StorageDefaults::storageClass),
                    entry(StoredKinds.LIMIT_RANGE, PolicyDefaults::limitRange),
                    entry(StoredKinds.PRIORITY_CLASS, PolicyDefaults::priorityClass),
                    entry(StoredKinds.NETWORK_POLICY, PolicyDefaults::networkPolicy),
                    entry(StoredKinds.HORIZONTAL_POD_AUTOSCALER, PolicyDefaults::autoscaler),
                    entry(Kinds.CUSTOM_RESOURCE_DEFINITION, DefinitionDefaults::apply),
                    entry(Kinds.ROLE_BINDING, RoleBindingRules::complete),
                    entry(Kinds.CLUSTER_ROLE_BINDING, RoleBindingRules::complete),
                    entry(Kinds.MUTATING_WEBHOOK_CONFIGURATION, WebhookDefaults::mutating),
                    entry(Kinds.VALIDATING_WEBHOOK_CONFIGURATION, WebhookDefaults::validating));

    private BuiltInDefaults() {}

    private static Map.Entry<ResourceType, Consumer<ObjectNode>> entry(
            ResourceType type, Consumer<ObjectNode> defaults) {
        return Map.entry(type, defaults);
    }

    /** Changes {@code object} in place; a kind without defaults stays as it is. */
    public static void apply(ResourceType type, ObjectNode object) {
        Consumer<ObjectNode> defaults = BY_KIND.get(type);
        if (defaults != null) {
            defaults.accept(object);
        }
    }

    private static void endpoints(ObjectNode endpoints) {
        for (ObjectNode subset : Trees.objects(endpoints, "subsets")) {
            Trees.objects(subset, "ports").forEach(BuiltInDefaults::protocol);
        }
    }

    private static void endpointSlice(ObjectNode slice) {
        for (ObjectNode port : Trees.objects(slice, "ports")) {
            protocol(port);
            if (Trees.isAbsent(port, "name")) {
                port.put("name", "");
            }
        }
    }

    static void protocol(ObjectNode port) {
        textual(port, "protocol", "TCP");
    }

    static void textual(ObjectNode object, String field, String value) {
        if (Trees.isBlank(object, field)) {
            object.put(field, value);
        }
    }

    static void numeric(ObjectNode object, String field, int value) {
        if (Trees.isAbsent(object, field)) {
            object.put(field, value);
        }
    }

    /** Text is for people; what is stored is always encoded. */
    private static void secret(ObjectNode secret) {
        textual(secret, "type", "Opaque");
        if (secret.remove("stringData") instanceof ObjectNode plain && !plain.isEmpty()) {
            Trees.edit(
                    secret,
                    "data",
                    data ->
                            plain.properties()
                                    .forEach(entry ->
                                            data.put(
                                                    entry.getKey(),
                                                    encoded(entry.getValue().asText()))));
        }
    }

    private static String encoded(String text) {
        return Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.UTF_8));
    }
}
