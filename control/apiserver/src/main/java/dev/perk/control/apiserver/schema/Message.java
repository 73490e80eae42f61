package dev.perk.control.apiserver.schema;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BinaryOperator;

/**
 * The fields of one kind of object or of a part of it.
 *
 * @param packageName where it lives, such as {@code io.k8s.api.core.v1}
 * @param fields in the order of the table
 * @param open whether it may hold fields that are not named
 * @param atomic whether its fields are one value for server-side apply
 * @param description what it is, for people; empty if the table does not say
 */
public record Message(
        String packageName,
        String name,
        List<Field> fields,
        boolean open,
        boolean atomic,
        String description) {
    private static final String COMMENT = " # ";

    public Message {
        fields = List.copyOf(fields);
    }

    /** Reads one paragraph of a table. */
    static Message parse(String packageName, List<String> lines) {
        String head = lines.getFirst();
        int comment = head.indexOf(COMMENT);
        String name = head.split(" ", -1)[0];
        List<String> body = lines.subList(1, lines.size());
        List<Field> fields =
                body.stream().filter(line -> line.contains(" ")).map(Field::parse).toList();
        return new Message(
                packageName,
                name,
                fields,
                body.contains("*"),
                body.contains("atomic"),
                comment < 0 ? "" : head.substring(comment + COMMENT.length()));
    }

    /** The version in the first line of a paragraph, if it describes a kind. */
    static Optional<String> apiVersion(String head) {
        String[] words = head.split(" ", -1);
        return words.length > 2 && words[1].equals("=") ? Optional.of(words[2]) : Optional.empty();
    }

    /**
     * The same, its fields naming other messages in full.
     *
     * @param fullName makes the full name out of this package and a short name
     */
    Message resolved(BinaryOperator<String> fullName) {
        List<Field> resolved =
                fields.stream()
                        .map(field ->
                                field.ofMessages()
                                        ? field.ofType(fullName.apply(packageName, field.type()))
                                        : field)
                        .toList();
        return new Message(packageName, name, resolved, open, atomic, description);
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
