package dev.perk.kube.patch;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.perk.kube.Json;
import dev.perk.kube.store.ApiException;
import dev.perk.kube.store.Patch;
import io.fabric8.zjsonpatch.JsonPatch;
import io.fabric8.zjsonpatch.JsonPatchException;

/** What each kind of patch makes of a tree. */
public final class Patches {
    private static final String REJECTED =
            "the server rejected our request due to an error in our request";

    private Patches() {}

    /**
     * The patched tree; {@code original} stays as it is.
     *
     * @throws ApiException 422 Invalid, if a JSON patch does not fit; 400 BadRequest, if a
     *     strategic merge patch does not
     */
    public static ObjectNode apply(ObjectNode original, Patch patch) {
        return switch (patch) {
            case Patch.JsonPatch(var operations) -> {
                try {
                    JsonNode result = JsonPatch.apply(operations, original);
                    if (result instanceof ObjectNode object) {
                        yield object;
                    }
                    throw rejected();
                } catch (JsonPatchException | IllegalArgumentException e) {
                    ApiException rejection = rejected();
                    rejection.initCause(e);
                    throw rejection;
                }
            }
            case Patch.MergePatch(ObjectNode changes) -> (ObjectNode) merge(original, changes);
            case Patch.StrategicMergePatch(ObjectNode changes) ->
                    StrategicMerge.apply(original, changes);
        };
    }

    private static ApiException rejected() {
        return new ApiException(422, "Invalid", REJECTED, ApiException.Details.NONE);
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
