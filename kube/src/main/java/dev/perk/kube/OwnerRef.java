package dev.perk.kube;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;

/**
 * A reference from an object to one that it must not outlive.
 *
 * @param controller whether the owner is the one that manages the object
 * @param blockOwnerDeletion whether a foreground deletion of the owner waits for the object
 */
public record OwnerRef(
        String apiVersion,
        String kind,
        String name,
        String uid,
        boolean controller,
        boolean blockOwnerDeletion) {

    /** The reference that a controller puts on what it creates for {@code owner}. */
    public static OwnerRef controller(KubeObject owner) {
        return new OwnerRef(
                owner.type().apiVersion(),
                owner.type().kind(),
                owner.name(),
                owner.uid(),
                true,
                true);
    }

    static OwnerRef read(JsonNode node) {
        return new OwnerRef(
                node.path("apiVersion").asText(),
                node.path("kind").asText(),
                node.path("name").asText(),
                node.path("uid").asText(),
                node.path("controller").asBoolean(),
                node.path("blockOwnerDeletion").asBoolean());
    }

    public ObjectNode tree() {
        return Json.object()
                .put("apiVersion", apiVersion)
                .put("kind", kind)
                .put("name", name)
                .put("uid", uid)
                .put("controller", controller)
                .put("blockOwnerDeletion", blockOwnerDeletion);
    }
}
