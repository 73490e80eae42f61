package dev.perk.control.apiserver.openapi;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.perk.api.ResourceType;
import dev.perk.kube.Json;

/** The extension by which clients find a kind in a document. */
final class GroupVersionKind {
    static final String EXTENSION = "x-kubernetes-group-version-kind";

    private GroupVersionKind() {}

    static ObjectNode of(ResourceType type) {
        return of(type.group(), type.version(), type.kind());
    }

    static ObjectNode of(String group, String version, String kind) {
        return Json.object().put("group", group).put("kind", kind).put("version", version);
    }
}
