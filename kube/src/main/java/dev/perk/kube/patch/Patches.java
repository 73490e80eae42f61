package dev.perk.kube.patch;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.perk.kube.Json;
import dev.perk.kube.fields.FieldType;
import dev.perk.kube.store.ApiException;
import dev.perk.kube.store.Patch;

/** What each kind of patch makes of a tree. */
public final class Patches {
    static final String REJECTED = "the server rejected our request due to an error in our request";

    /** Far more than any kind has, and little enough for all that walks through an object. */
    private static final int MOST_LEVELS = 400;

    private Patches() {}

    /**
     * The patched tree; {@code original} stays as it is.
     *
     * @param type what {@code original} is an object of; only a strategic merge patch asks
     * @throws ApiException 422 Invalid, if a JSON patch does not fit or nests too deep; 400
     *     BadRequest, if a strategic merge patch does not fit; 413 RequestEntityTooLarge, if a JSON
     *     patch is too long
     */
    public static ObjectNode apply(FieldType type, ObjectNode original, Patch patch) {
        ObjectNode result =
                switch (patch) {
                    case Patch.JsonPatch(var operations) ->
                            JsonPatching.apply(original, operations);
                    case Patch.MergePatch(ObjectNode changes) ->
                            (ObjectNode) merge(original, changes);
                    case Patch.StrategicMergePatch(ObjectNode changes) ->
                            StrategicMerge.apply(type, original, changes);
                };
        if (!isShallow(result, MOST_LEVELS)) {
            throw rejected();
        }
        return result;
    }

    static ApiException rejected() {
        return new ApiException(422, "Invalid", REJECTED, ApiException.Details.NONE);
    }

    private static boolean isShallow(JsonNode tree, int levels) {
        if (levels == 0) {
            return !tree.isContainerNode();
        }
        for (JsonNode child : tree) {
            if (!isShallow(child, levels - 1)) {
                return false;
            }
        }
        return true;
    }

    /** RFC 7386, section 2. */
    private static JsonNode merge(JsonNode target, JsonNode patch) {
        if (!(patch instanceof ObjectNode changes)) {
            return patch;
        }
        ObjectNode result = Json.object();
        if (target instanceof ObjectNode object) {
            result.setAll(object);
        }
        changes.properties()
                .forEach(change -> {
                    if (change.getValue().isNull()) {
                        result.remove(change.getKey());
                    } else {
                        result.set(
                                change.getKey(),
                                merge(result.path(change.getKey()), change.getValue()));
                    }
                });
        return result;
    }
}
