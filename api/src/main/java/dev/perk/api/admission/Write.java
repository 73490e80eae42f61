package dev.perk.api.admission;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.perk.api.ResourceType;
import java.util.Optional;

/**
 * One object that somebody wants to create or to change.
 *
 * @param object as it would be stored; nobody changes it
 * @param before as it is stored now; empty if it is being created
 * @param statusOnly whether the write goes to the status subresource
 * @param user who wants it, by the name that authentication found
 */
public record Write(
        ResourceType type,
        ObjectNode object,
        Optional<ObjectNode> before,
        boolean statusOnly,
        String user) {

    public static Write create(ResourceType type, ObjectNode object, String user) {
        return new Write(type, object, Optional.empty(), false, user);
    }

    public static Write update(
            ResourceType type, ObjectNode object, ObjectNode before, String user) {
        return new Write(type, object, Optional.of(before), false, user);
    }

    public boolean isCreate() {
        return before.isEmpty();
    }

    /** The same write with the object changed. */
    public Write with(ObjectNode changed) {
        return new Write(type, changed, before, statusOnly, user);
    }
}
