package dev.perk.control.apiserver.builtin;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.perk.api.Kinds;
import dev.perk.api.ResourceType;
import dev.perk.api.admission.Trees;
import dev.perk.control.apiserver.definitions.DefinitionDefaults;
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
            Map.of(
                    Kinds.POD, pod -> Trees.edit(pod, "spec", PodDefaults::apply),
                    Kinds.DEPLOYMENT, WorkloadDefaults::deployment,
                    Kinds.REPLICA_SET, WorkloadDefaults::replicaSet,
                    Kinds.SERVICE, service -> Trees.edit(service, "spec", ServiceDefaults::apply),
                    Kinds.ENDPOINTS, BuiltInDefaults::endpoints,
                    Kinds.ENDPOINT_SLICE, BuiltInDefaults::endpointSlice,
                    Kinds.SECRET, BuiltInDefaults::secret,
                    Kinds.CUSTOM_RESOURCE_DEFINITION, DefinitionDefaults::apply,
                    Kinds.ROLE_BINDING, RoleBindingRules::complete,
                    Kinds.CLUSTER_ROLE_BINDING, RoleBindingRules::complete);

    private BuiltInDefaults() {}

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
