package dev.perk.control.apiserver.registry;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.perk.api.Kinds;
import dev.perk.api.Namespaces;
import dev.perk.api.ResourceType;
import dev.perk.control.apiserver.definitions.DefinitionDefaults;
import dev.perk.kube.Json;
import java.util.Map;
import java.util.Set;

/**
 * In what the kinds differ when they are written.
 *
 * <p>Source: the strategies in {@code kubernetes pkg/registry}.
 */
final class KindRules {
    /** Built-in kinds whose changes are counted; all custom ones are. */
    private static final Set<ResourceType> COUNTED =
            Set.of(
                    Kinds.DEPLOYMENT,
                    Kinds.REPLICA_SET,
                    Kinds.ENDPOINT_SLICE,
                    Kinds.CUSTOM_RESOURCE_DEFINITION);

    private static final Set<String> UNDELETABLE =
            Set.of(
                    Namespaces.DEFAULT,
                    Namespaces.KUBE_SYSTEM,
                    Namespaces.KUBE_PUBLIC,
                    Namespaces.KNATIVE_SERVING);

    static final String NAMESPACE_LABEL = "kubernetes.io/metadata.name";

    /** A Namespace stays while this is in its spec: its content is still being removed. */
    static final String NAMESPACE_FINALIZER = "kubernetes";

    private KindRules() {}

    static boolean hasGeneration(ResourceType type) {
        return type.custom() || COUNTED.contains(type);
    }

    static boolean isDeletable(ResourceType type, String name) {
        return !type.equals(Kinds.NAMESPACE) || !UNDELETABLE.contains(name);
    }

    /** Whether deletion first asks the object to stop. */
    static boolean hasGrace(ResourceType type) {
        return type.equals(Kinds.POD);
    }

    /** Sets what a new object has from its first moment, whatever the client has sent. */
    static void begin(ResourceType type, ObjectNode object) {
        // A Node tells its status with its creation, as only the agent on it can know.
        if (type.hasStatus() && !type.equals(Kinds.NODE)) {
            object.remove("status");
        }
        if (type.equals(Kinds.POD)) {
            object.putObject("status").put("phase", "Pending");
        } else if (type.equals(Kinds.SERVICE)) {
            object.putObject("status").putObject("loadBalancer");
        } else if (type.equals(Kinds.NAMESPACE)) {
            object.putObject("status").put("phase", "Active");
            ObjectNode spec = object.withObject("/spec");
            spec.putArray("finalizers").add(NAMESPACE_FINALIZER);
        } else if (hasStatus(type)) {
            // As typed clients and kubectl find it upstream.
            object.putObject("status");
        }
    }

    private static boolean hasStatus(ResourceType type) {
        return Set.of(Kinds.DEPLOYMENT, Kinds.REPLICA_SET).contains(type);
    }

    /** Sets what follows from the rest of the object. */
    static void complete(ResourceType type, ObjectNode object) {
        if (type.equals(Kinds.NAMESPACE)) {
            ObjectNode metadata = object.withObject("/metadata");
            metadata.withObject("/labels").put(NAMESPACE_LABEL, metadata.path("name").asText());
        }
        if (type.equals(Kinds.CUSTOM_RESOURCE_DEFINITION)) {
            DefinitionDefaults.noteStorage(object);
        }
        DataRules.complete(type, object);
    }

    /** Whether the change is one that controllers have to act upon. */
    static boolean changesGeneration(ResourceType type, ObjectNode before, ObjectNode after) {
        if (!content(before, type).equals(content(after, type))) {
            return true;
        }
        // Its annotations travel to the ReplicaSets.
        return type.equals(Kinds.DEPLOYMENT) && !annotations(before).equals(annotations(after));
    }

    private static ObjectNode content(ObjectNode object, ResourceType type) {
        ObjectNode content = Json.object();
        for (Map.Entry<String, JsonNode> field : object.properties()) {
            if (!field.getKey().equals("metadata")
                    && !(field.getKey().equals("status") && type.hasStatus())) {
                content.set(field.getKey(), field.getValue());
            }
        }
        return content;
    }

    private static JsonNode annotations(ObjectNode object) {
        JsonNode annotations = object.path("metadata").path("annotations");
        return annotations.isEmpty() ? Json.object() : annotations;
    }
}
