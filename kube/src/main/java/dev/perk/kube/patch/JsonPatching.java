package dev.perk.kube.patch;

import com.fasterxml.jackson.core.JsonPointer;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.perk.kube.Json;
import dev.perk.kube.store.ApiException;

/**
 * JSON patches (RFC 6902), in place and within limits: a few copies of copies would fill the
 * memory.
 *
 * <p>Own code, as fabric8's zjsonpatch copies the document for each call, so that nobody can look
 * at what one operation is about to copy. Source of the limits: {@code k8s.io/apiserver
 * pkg/endpoints/handlers/patch.go}, {@code pkg/server/config.go}; of what RFC 6902 leaves open:
 * {@code gopkg.in/evanphx/json-patch.v4}.
 */
final class JsonPatching {
    private static final int MOST_OPERATIONS = 10_000;

    /** How much all copies of one patch may add, in bytes of JSON. */
    private static final long MOST_COPIED = 3 * 1024 * 1024;

    private final ObjectNode root;
    private long copied;

    private JsonPatching(ObjectNode root) {
        this.root = root;
    }

    /**
     * The patched tree; {@code original} stays as it is.
     *
     * @throws ApiException 422 Invalid, if an operation does not fit; 413 RequestEntityTooLarge, if
     *     there are too many
     */
    static ObjectNode apply(ObjectNode original, ArrayNode operations) {
        if (operations.size() > MOST_OPERATIONS) {
            throw new ApiException(
                    413,
                    "RequestEntityTooLarge",
                    "Request entity too large: The allowed maximum operations in a JSON patch is "
                            + MOST_OPERATIONS
                            + ", got "
                            + operations.size(),
                    ApiException.Details.NONE);
        }
        var patching = new JsonPatching(original.deepCopy());
        operations.forEach(patching::apply);
        return patching.root;
    }

    private void apply(JsonNode operation) {
        JsonPointer path = pointer(operation, "path");
        switch (operation.path("op").asText()) {
            case "add" -> add(path, value(operation));
            case "remove" -> remove(path);
            case "replace" -> replace(path, value(operation));
            case "move" -> {
                JsonPointer from = pointer(operation, "from");
                JsonNode value = find(from);
                if (!path.equals(from)) {
                    remove(from);
                    add(path, value);
                }
            }
            case "copy" -> {
                JsonNode value = find(pointer(operation, "from"));
                copied += Json.write(value).length;
                if (copied > MOST_COPIED) {
                    throw Patches.rejected();
                }
                add(path, value.deepCopy());
            }
            case "test" -> {
                if (!passes(path, operation.path("value"))) {
                    throw Patches.rejected();
                }
            }
            default -> throw Patches.rejected();
        }
    }

    /** What an object lacks counts as null. */
    private boolean passes(JsonPointer path, JsonNode wanted) {
        JsonNode present = root.at(path);
        if (present.isMissingNode() && root.at(parent(path)).isObject()) {
            return wanted.isNull();
        }
        return Json.same(present, wanted);
    }

    private static JsonPointer pointer(JsonNode operation, String field) {
        JsonNode text = operation.path(field);
        if (!text.isTextual()) {
            throw Patches.rejected();
        }
        try {
            return JsonPointer.compile(text.asText());
        } catch (IllegalArgumentException e) {
            throw Patches.rejected();
        }
    }

    private static JsonNode value(JsonNode operation) {
        if (!operation.has("value")) {
            throw Patches.rejected();
        }
        // The patch may be applied again, to another version.
        return operation.path("value").deepCopy();
    }

    private static JsonPointer parent(JsonPointer path) {
        JsonPointer head = path.head();
        return head == null ? JsonPointer.empty() : head;
    }

    private JsonNode find(JsonPointer path) {
        JsonNode found = root.at(path);
        if (found instanceof MissingNode) {
            throw Patches.rejected();
        }
        return found;
    }

    private void add(JsonPointer path, JsonNode value) {
        if (path.matches()) {
            replaceAll(value);
            return;
        }
        String name = path.last().getMatchingProperty();
        switch (find(parent(path))) {
            case ObjectNode object -> object.set(name, value);
            case ArrayNode array ->
                    array.insert(
                            name.equals("-") ? array.size() : index(path, array.size() + 1), value);
            default -> throw Patches.rejected();
        }
    }

    private void replace(JsonPointer path, JsonNode value) {
        if (path.matches()) {
            replaceAll(value);
            return;
        }
        find(path);
        switch (find(parent(path))) {
            case ObjectNode object -> object.set(path.last().getMatchingProperty(), value);
            case ArrayNode array -> array.set(index(path, array.size()), value);
            default -> throw Patches.rejected();
        }
    }

    private void remove(JsonPointer path) {
        if (path.matches()) {
            throw Patches.rejected();
        }
        find(path);
        switch (find(parent(path))) {
            case ObjectNode object -> object.remove(path.last().getMatchingProperty());
            case ArrayNode array -> array.remove(index(path, array.size()));
            default -> throw Patches.rejected();
        }
    }

    private void replaceAll(JsonNode value) {
        if (!(value instanceof ObjectNode object)) {
            throw Patches.rejected();
        }
        root.removeAll();
        root.setAll(object);
    }

    private static int index(JsonPointer path, int end) {
        int index = path.last().getMatchingIndex();
        if (index < 0 || index >= end) {
            throw Patches.rejected();
        }
        return index;
    }
}
