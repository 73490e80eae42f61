package dev.perk.control.apiserver.schema;

import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * One field of a message.
 *
 * @param name its name in JSON; empty if JSON writes the fields of its message into the message
 *     around it
 * @param number its number in protobuf, 0 if it has none
 * @param type one of {@link #BUILT_IN} or the full name of a message
 * @param pointer whether Go can tell its zero from its absence
 * @param required whether an object is only valid with it
 * @param patchStrategies how a strategic merge patch treats it: {@code merge}, {@code retainKeys}
 * @param key the field by which a strategic merge patch tells the elements of a list apart
 * @param keys the fields by which server-side apply does; empty if they have none
 * @param atomic whether it is one value for server-side apply, whatever it holds
 * @param initial the value that the schema gives it when it is absent
 * @param description what it means, for people; empty if the table does not say
 */
public record Field(
        String name,
        int number,
        String type,
        Shape shape,
        boolean pointer,
        boolean required,
        List<String> patchStrategies,
        Optional<String> key,
        List<String> keys,
        boolean atomic,
        Optional<String> initial,
        String description) {

    /** Types that are not messages of a table. */
    public static final Set<String> BUILT_IN =
            Set.of(
                    "string",
                    "bytes",
                    "bool",
                    "int32",
                    "int64",
                    "double",
                    "Quantity",
                    "IntOrString",
                    "Time",
                    "MicroTime",
                    "FieldsV1",
                    "RawExtension",
                    "JSONSchemaProps",
                    "Anything");

    /** How many values a field holds. */
    public enum Shape {
        ONE,
        LIST,
        /** From string. */
        MAP,
        /** From string to lists. */
        MAP_OF_LISTS
    }

    public Field {
        patchStrategies = List.copyOf(patchStrategies);
        keys = List.copyOf(keys);
    }

    /** Whether JSON writes the fields of this one into the message around it. */
    public boolean inline() {
        return name.isEmpty();
    }

    /** Whether its values are messages, each with fields of its own. */
    public boolean ofMessages() {
        return !BUILT_IN.contains(type);
    }

    Field ofType(String fullName) {
        return new Field(
                name,
                number,
                fullName,
                shape,
                pointer,
                required,
                patchStrategies,
                key,
                keys,
                atomic,
                initial,
                description);
    }

    /** Reads one line of a table, such as {@code containers 2 []Container patch:merge key:name}. */
    static Field parse(String line) {
        int comment = line.indexOf(" # ");
        String[] words = (comment < 0 ? line : line.substring(0, comment)).split(" ", -1);
        boolean numbered = Character.isDigit(words[1].charAt(0));
        String type = words[numbered ? 2 : 1];
        boolean pointer = type.endsWith("?");
        if (pointer) {
            type = type.substring(0, type.length() - 1);
        }
        List<String> options = List.of(words).subList(numbered ? 3 : 2, words.length);
        return new Field(
                words[0].equals("+") ? "" : words[0],
                numbered ? Integer.parseInt(words[1]) : 0,
                type.substring(Math.max(type.lastIndexOf('}'), type.lastIndexOf(']')) + 1),
                shape(type),
                pointer,
                options.contains("required"),
                option(options, "patch:")
                        .map(names -> List.of(names.split(",", -1)))
                        .orElse(List.of()),
                option(options, "key:"),
                option(options, "keys:")
                        .or(() -> option(options, "key:"))
                        .map(names -> List.of(names.split(",", -1)))
                        .orElse(List.of()),
                options.contains("atomic"),
                option(options, "default:"),
                comment < 0 ? "" : line.substring(comment + " # ".length()));
    }

    private static Shape shape(String type) {
        if (type.startsWith("{}[]")) {
            return Shape.MAP_OF_LISTS;
        }
        if (type.startsWith("{}")) {
            return Shape.MAP;
        }
        return type.startsWith("[]") ? Shape.LIST : Shape.ONE;
    }

    private static Optional<String> option(List<String> options, String prefix) {
        return options.stream()
                .filter(option -> option.startsWith(prefix))
                .map(option -> option.substring(prefix.length()))
                .findFirst();
    }
}
