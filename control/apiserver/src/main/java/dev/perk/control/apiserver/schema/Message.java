package dev.perk.control.apiserver.schema;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The fields of one kind of object or of a part of it.
 *
 * @param packageName where it lives, such as {@code io.k8s.api.core.v1}
 * @param fields in the order of the table
 * @param open whether it may hold fields that are not named
 * @param atomic whether its fields are one value for server-side apply
 */
public record Message(
        String packageName, String name, List<Field> fields, boolean open, boolean atomic) {

    public Message {
        fields = List.copyOf(fields);
    }

    /** As OpenAPI names it: {@code io.k8s.api.core.v1.Pod}. */
    public String fullName() {
        return packageName + "." + name;
    }

    /** Whether it can travel as protobuf. */
    public boolean isNumbered() {
        return fields.stream().anyMatch(field -> field.number() > 0);
    }

    public Map<Integer, Field> byNumber() {
        Map<Integer, Field> byNumber = HashMap.newHashMap(fields.size());
        fields.forEach(field -> byNumber.put(field.number(), field));
        return byNumber;
    }

    /** A field by its name in JSON, among those that are written into this message itself. */
    public Optional<Field> field(String name) {
        return fields.stream().filter(field -> field.name().equals(name)).findFirst();
    }
}
