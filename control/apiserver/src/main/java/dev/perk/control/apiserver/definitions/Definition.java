package dev.perk.control.apiserver.definitions;

import com.fasterxml.jackson.databind.JsonNode;
import dev.perk.api.ResourceType;
import dev.perk.control.apiserver.definitions.DefinedVersion.ScalePaths;
import dev.perk.control.apiserver.structural.StructuralSchema;
import dev.perk.control.apiserver.table.PrinterColumn;
import dev.perk.kube.KubeObject;
import dev.perk.kube.store.VersionPriority;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/**
 * A CustomResourceDefinition as it is served.
 *
 * @param versions the preferred one first
 * @param established whether its kind is served at all
 * @param terminating whether its objects are being deleted
 * @param revision of the object that defines it: what is older may have been stored under another
 *     schema
 */
public record Definition(
        List<DefinedVersion> versions, boolean established, boolean terminating, long revision) {
    static final String ESTABLISHED = "Established";
    static final String TERMINATING = "Terminating";

    public Definition {
        versions = List.copyOf(versions);
    }

    /** Reads a definition that has passed its rules. */
    public static Definition of(KubeObject definition) {
        List<DefinedVersion> versions = new ArrayList<>();
        for (JsonNode version : definition.spec().path("versions")) {
            versions.add(version(definition, version));
        }
        versions.sort(Comparator.comparing(one -> one.type().version(), new VersionPriority()));
        return new Definition(
                versions,
                isTrue(definition, ESTABLISHED),
                isTrue(definition, TERMINATING),
                definition.revision());
    }

    private static DefinedVersion version(KubeObject definition, JsonNode version) {
        List<PrinterColumn> columns = new ArrayList<>();
        version.path("additionalPrinterColumns")
                .forEach(column -> columns.add(PrinterColumn.read(column)));
        List<String> selectable = new ArrayList<>();
        version.path("selectableFields")
                .forEach(field -> selectable.add(field.path("jsonPath").asText()));
        String name = version.path("name").asText();
        JsonNode schema = version.path("schema").path("openAPIV3Schema");
        return new DefinedVersion(
                type(definition, version),
                version.path("served").asBoolean(),
                version.path("storage").asBoolean(),
                version.path("deprecated").asBoolean()
                        ? Optional.of(deprecation(definition, version, name))
                        : Optional.empty(),
                columns,
                scale(version.path("subresources").path("scale")),
                selectable,
                schema,
                new Lazy<>(() -> StructuralSchema.read(schema)));
    }

    private static ResourceType type(KubeObject definition, JsonNode version) {
        JsonNode spec = definition.spec();
        // The names that nobody else had; until then, those that are wished for.
        JsonNode accepted = definition.status().path("acceptedNames");
        JsonNode names = accepted.path("kind").asText().isEmpty() ? spec.path("names") : accepted;
        List<String> parts = new ArrayList<>();
        for (String part : List.of("status", "scale")) {
            if (version.path("subresources").path(part).isObject()) {
                parts.add(part);
            }
        }
        return new ResourceType(
                spec.path("group").asText(),
                version.path("name").asText(),
                names.path("kind").asText(),
                spec.path("names").path("plural").asText(),
                names.path("singular").asText(),
                texts(names.path("shortNames")),
                texts(names.path("categories")),
                spec.path("scope").asText().equals("Namespaced"),
                parts,
                true);
    }

    private static String deprecation(KubeObject definition, JsonNode version, String name) {
        String words = version.path("deprecationWarning").asText();
        return words.isEmpty()
                ? definition.spec().path("group").asText()
                        + "/"
                        + name
                        + " "
                        + definition.spec().path("names").path("kind").asText()
                        + " is deprecated"
                : words;
    }

    private static Optional<ScalePaths> scale(JsonNode scale) {
        return scale.isObject()
                ? Optional.of(
                        new ScalePaths(
                                scale.path("specReplicasPath").asText(),
                                scale.path("statusReplicasPath").asText(),
                                scale.path("labelSelectorPath").asText()))
                : Optional.empty();
    }

    static List<String> texts(JsonNode list) {
        return list.valueStream().map(JsonNode::asText).toList();
    }

    static boolean isTrue(KubeObject definition, String condition) {
        return condition(definition, condition).path("status").asText().equals("True");
    }

    /** A missing node if there is none. */
    static JsonNode condition(KubeObject definition, String type) {
        return definition
                .status()
                .path("conditions")
                .valueStream()
                .filter(each -> each.path("type").asText().equals(type))
                .findFirst()
                .orElseGet(definition.tree()::missingNode);
    }

    /** The version that objects are stored in. */
    public ResourceType storage() {
        return versions.stream()
                .filter(DefinedVersion::stored)
                .findFirst()
                .orElse(versions.getFirst())
                .type();
    }

    Optional<DefinedVersion> version(String name) {
        return versions.stream().filter(each -> each.type().version().equals(name)).findFirst();
    }

    /** What clients may use: nothing before it is established. */
    List<ResourceType> served() {
        return established
                ? versions.stream()
                        .filter(DefinedVersion::served)
                        .map(DefinedVersion::type)
                        .toList()
                : List.of();
    }
}
