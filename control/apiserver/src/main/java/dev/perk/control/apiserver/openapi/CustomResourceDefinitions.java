package dev.perk.control.apiserver.openapi;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.perk.api.Kinds;
import dev.perk.api.ResourceKey;
import dev.perk.api.ResourceType;
import dev.perk.control.apiserver.registry.Registry;
import dev.perk.control.apiserver.registry.WriteOptions;
import dev.perk.control.apiserver.schema.DefinitionSchema;
import dev.perk.control.apiserver.table.PrinterColumn;
import dev.perk.kube.Json;
import dev.perk.kube.KubeObject;
import dev.perk.kube.store.Subresource;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The CustomResourceDefinitions of Knative's kinds: objects to read in the standalone home, where
 * the kinds are there without them, and files to install on a cluster.
 *
 * <p>Source: {@code knative/serving config/core/300-resources}.
 */
public final class CustomResourceDefinitions {
    /** The version of Knative Serving whose kinds these are. */
    private static final String KNATIVE_VERSION = "1.23.0";

    /** What duck-typing clients may treat a kind as. */
    private static final Map<ResourceType, List<String>> DUCKS =
            Map.of(
                    Kinds.KNATIVE_SERVICE, List.of("addressable", "podspecable"),
                    Kinds.ROUTE, List.of("addressable"),
                    Kinds.CONFIGURATION, List.of("podspecable"));

    private CustomResourceDefinitions() {}

    /** One definition for each custom kind that is served, without a status. */
    public static List<ObjectNode> all() {
        return Kinds.SERVED.stream()
                .filter(Kinds::isKnative)
                .map(CustomResourceDefinitions::of)
                .toList();
    }

    private static ObjectNode of(ResourceType type) {
        ObjectNode definition =
                Json.object()
                        .put("apiVersion", Kinds.CUSTOM_RESOURCE_DEFINITION.apiVersion())
                        .put("kind", Kinds.CUSTOM_RESOURCE_DEFINITION.kind());
        ObjectNode metadata = definition.putObject("metadata").put("name", type.qualifiedPlural());
        ObjectNode labels =
                metadata.putObject("labels")
                        .put("app.kubernetes.io/name", "knative-serving")
                        .put("app.kubernetes.io/version", KNATIVE_VERSION)
                        .put("knative.dev/crd-install", "true");
        DUCKS.getOrDefault(type, List.of())
                .forEach(duck -> labels.put("duck.knative.dev/" + duck, "true"));
        ObjectNode spec = definition.putObject("spec").put("group", type.group());
        spec.set("names", names(type));
        spec.put("scope", type.namespaced() ? "Namespaced" : "Cluster");
        spec.putArray("versions").add(version(type));
        return definition;
    }

    private static ObjectNode names(ResourceType type) {
        ObjectNode names = Json.object();
        type.categories().forEach(names.putArray("categories")::add);
        names.put("kind", type.kind())
                .put("listKind", type.kind() + "List")
                .put("plural", type.plural());
        if (!type.shortNames().isEmpty()) {
            type.shortNames().forEach(names.putArray("shortNames")::add);
        }
        return names.put("singular", type.singular());
    }

    private static ObjectNode version(ResourceType type) {
        ObjectNode version = Json.object();
        List<PrinterColumn> columns = PrinterColumn.of(type);
        if (!columns.isEmpty()) {
            ArrayNode printed = version.putArray("additionalPrinterColumns");
            columns.forEach(column ->
                    printed.addObject()
                            .put("jsonPath", column.jsonPath())
                            .put("name", column.name())
                            .put("type", column.type()));
        }
        version.put("name", type.version());
        version.putObject("schema").set("openAPIV3Schema", DefinitionSchema.of(type));
        version.put("served", true).put("storage", true);
        if (type.hasStatus()) {
            version.putObject("subresources").putObject("status");
        }
        return version;
    }

    /**
     * Brings the definitions in {@code registry} up to date, so that they can be read like a
     * cluster's.
     */
    public static void install(Registry registry, WriteOptions options, Instant now) {
        for (ObjectNode definition : all()) {
            ResourceKey key =
                    ResourceKey.of(
                            Kinds.CUSTOM_RESOURCE_DEFINITION,
                            "",
                            definition.at("/metadata/name").asText());
            Optional<KubeObject> known = registry.get(key);
            if (known.isEmpty()) {
                KubeObject created =
                        registry.create(Kinds.CUSTOM_RESOURCE_DEFINITION, "", definition, options);
                registry.update(key, established(created, now), Subresource.STATUS, options);
            } else if (!known.get().spec().equals(definition.get("spec"))) {
                ObjectNode next = known.get().tree().deepCopy();
                next.set("spec", definition.get("spec"));
                registry.update(key, next, Subresource.MAIN, options);
            }
        }
    }

    /** Source of the texts: {@code k8s.io/apiextensions-apiserver pkg/controller}. */
    private static ObjectNode established(KubeObject created, Instant now) {
        ObjectNode tree = created.tree().deepCopy();
        ObjectNode status = tree.putObject("status");
        status.set("acceptedNames", created.spec().get("names").deepCopy());
        String time = now.truncatedTo(ChronoUnit.SECONDS).toString();
        ArrayNode conditions = status.putArray("conditions");
        condition(conditions, "NamesAccepted", "NoConflicts", "no conflicts found", time);
        condition(
                conditions,
                "Established",
                "InitialNamesAccepted",
                "the initial names have been accepted",
                time);
        status.putArray("storedVersions").add(created.spec().at("/versions/0/name"));
        return tree;
    }

    private static void condition(
            ArrayNode into, String type, String reason, String message, String time) {
        into.addObject()
                .put("lastTransitionTime", time)
                .put("message", message)
                .put("reason", reason)
                .put("status", "True")
                .put("type", type);
    }
}
