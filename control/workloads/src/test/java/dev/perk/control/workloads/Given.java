package dev.perk.control.workloads;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import dev.perk.api.ResourceKey;
import dev.perk.api.ResourceType;
import dev.perk.kube.Json;
import dev.perk.kube.KubeObject;
import dev.perk.kube.control.Change;
import dev.perk.kube.control.Plan;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;

/** Objects as people write them, and what a plan does to them. */
public final class Given {
    private static final YAMLMapper YAML = new YAMLMapper();

    private Given() {}

    public static ObjectNode yaml(String text) {
        try {
            return (ObjectNode) YAML.readTree(text);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** An object of the namespace {@code ns} with the uid {@code uid-NAME}, as far as not said. */
    public static KubeObject object(ResourceType type, String name, String text) {
        ObjectNode tree = text.isBlank() ? yaml("{}") : yaml(text);
        tree.put("apiVersion", type.apiVersion()).put("kind", type.kind());
        ObjectNode metadata = tree.withObject("/metadata");
        metadata.put("name", name);
        if (type.namespaced() && !metadata.has("namespace")) {
            metadata.put("namespace", "ns");
        }
        if (!metadata.has("uid")) {
            metadata.put("uid", "uid-" + name);
        }
        if (!metadata.has("resourceVersion")) {
            metadata.put("resourceVersion", "1");
        }
        return KubeObject.of(type, tree);
    }

    /** The objects that {@code plan} creates. */
    public static List<KubeObject> created(Plan plan) {
        return plan.changes().stream()
                .filter(Change.Create.class::isInstance)
                .map(change -> ((Change.Create) change).object())
                .toList();
    }

    /** The names of what {@code plan} deletes. */
    public static List<String> deleted(Plan plan) {
        return plan.changes().stream()
                .filter(Change.Delete.class::isInstance)
                .map(change -> ((Change.Delete) change).key())
                .map(ResourceKey::name)
                .map(name -> name.name())
                .toList();
    }

    /** The status that {@code plan} writes, as it would be read back. */
    public static JsonNode status(Plan plan) {
        return Json.canonical(plan.status().orElseThrow());
    }

    public static List<String> events(Plan plan) {
        return plan.events().stream()
                .map(event ->
                        event.type().wireName() + " " + event.reason() + " " + event.message())
                .toList();
    }
}
