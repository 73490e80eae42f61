package dev.perk.control.controllers.object;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.perk.api.ResourceType;
import dev.perk.kube.Json;
import dev.perk.kube.KubeObject;
import dev.perk.kube.OwnerRef;
import java.util.Map;

/** An object that should exist, in the making. */
public final class ObjectDraft {
    private final ResourceType type;
    private final ObjectNode tree = Json.object();
    private final ObjectNode metadata;

    private ObjectDraft(ResourceType type, String namespace, String name) {
        this.type = type;
        tree.put("apiVersion", type.apiVersion()).put("kind", type.kind());
        metadata = tree.putObject("metadata").put("name", name).put("namespace", namespace);
    }

    public static ObjectDraft of(ResourceType type, String namespace, String name) {
        return new ObjectDraft(type, namespace, name);
    }

    public ObjectDraft labels(KeyValues labels) {
        putAll("labels", labels.map());
        return this;
    }

    public ObjectDraft annotations(KeyValues annotations) {
        putAll("annotations", annotations.map());
        return this;
    }

    /** The object goes when its owner goes, and nobody else manages it. */
    public ObjectDraft ownedBy(KubeObject owner) {
        metadata.putArray("ownerReferences").add(OwnerRef.controller(owner).tree());
        return this;
    }

    public ObjectDraft spec(JsonNode spec) {
        return with("spec", spec);
    }

    /** A part other than metadata; {@code value} must not change any more. */
    public ObjectDraft with(String field, JsonNode value) {
        tree.set(field, value);
        return this;
    }

    public KubeObject done() {
        return KubeObject.of(type, tree);
    }

    private void putAll(String field, Map<String, String> values) {
        if (!values.isEmpty()) {
            values.forEach(metadata.putObject(field)::put);
        }
    }
}
