package dev.perk.control.apiserver.registry;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.perk.api.Kinds;
import dev.perk.api.Namespaces;
import dev.perk.api.ResourceType;
import dev.perk.api.StoredKinds;
import dev.perk.control.apiserver.definitions.DefinitionDefaults;
import dev.perk.kube.Json;
import java.util.List;
import java.util.Map;
import java.util.Optional;
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
                    Kinds.CUSTOM_RESOURCE_DEFINITION,
                    Kinds.MUTATING_WEBHOOK_CONFIGURATION,
                    Kinds.VALIDATING_WEBHOOK_CONFIGURATION,
                    StoredKinds.REPLICATION_CONTROLLER,
                    StoredKinds.STATEFUL_SET,
                    StoredKinds.DAEMON_SET,
                    StoredKinds.JOB,
                    StoredKinds.CRON_JOB,
                    StoredKinds.INGRESS,
                    StoredKinds.INGRESS_CLASS,
                    StoredKinds.NETWORK_POLICY,
                    StoredKinds.POD_DISRUPTION_BUDGET,
                    StoredKinds.PRIORITY_CLASS);

    private static final Set<String> UNDELETABLE =
            Set.of(
                    Namespaces.DEFAULT,
                    Namespaces.KUBE_SYSTEM,
                    Namespaces.KUBE_PUBLIC,
                    Namespaces.KNATIVE_SERVING);

    private static final Set<ResourceType> PENDING =
            Set.of(Kinds.POD, StoredKinds.PERSISTENT_VOLUME, StoredKinds.PERSISTENT_VOLUME_CLAIM);

    /** The numbers in a status that typed clients and kubectl find there although they are 0. */
    private static final Map<ResourceType, List<String>> COUNTERS =
            Map.of(
                    Kinds.DEPLOYMENT,
                    List.of(),
                    Kinds.REPLICA_SET,
                    List.of(),
                    StoredKinds.REPLICATION_CONTROLLER,
                    List.of("replicas"),
                    StoredKinds.STATEFUL_SET,
                    List.of("replicas", "availableReplicas"),
                    StoredKinds.DAEMON_SET,
                    List.of(
                            "currentNumberScheduled",
                            "desiredNumberScheduled",
                            "numberMisscheduled",
                            "numberReady"),
                    StoredKinds.JOB,
                    List.of(),
                    StoredKinds.CRON_JOB,
                    List.of(),
                    StoredKinds.HORIZONTAL_POD_AUTOSCALER,
                    List.of("desiredReplicas"),
                    StoredKinds.POD_DISRUPTION_BUDGET,
                    List.of(
                            "currentHealthy",
                            "desiredHealthy",
                            "disruptionsAllowed",
                            "expectedPods"),
                    StoredKinds.RESOURCE_QUOTA,
                    List.of());

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
        if (type.equals(Kinds.NAMESPACE)) {
            ObjectNode spec = object.withObject("/spec");
            spec.putArray("finalizers").add(NAMESPACE_FINALIZER);
        }
        firstStatus(type).ifPresent(status -> object.set("status", status));
    }

    /** The status of an object that nobody has looked at yet. */
    private static Optional<ObjectNode> firstStatus(ResourceType type) {
        ObjectNode status = Json.object();
        if (type.equals(Kinds.NAMESPACE)) {
            status.put("phase", "Active");
        } else if (PENDING.contains(type)) {
            status.put("phase", "Pending");
        } else if (type.equals(Kinds.SERVICE) || type.equals(StoredKinds.INGRESS)) {
            status.putObject("loadBalancer");
        } else if (COUNTERS.containsKey(type)) {
            COUNTERS.getOrDefault(type, List.of()).forEach(counter -> status.put(counter, 0));
        } else {
            return Optional.empty();
        }
        return Optional.of(status);
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
        if (type.equals(StoredKinds.JOB)) {
            JobIdentity.complete(object);
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
