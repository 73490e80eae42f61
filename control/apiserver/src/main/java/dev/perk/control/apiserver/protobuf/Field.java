package dev.perk.control.apiserver.protobuf;

import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * One field of a message.
 *
 * @param name its name in JSON; empty if JSON writes the fields of its message into the message
 *     around it
 * @param number its number on the wire
 * @param type a scalar, such as {@code int32}, or the name of a message
 * @param pointer whether Go can tell its zero from its absence
 * @param patchStrategies how a strategic merge patch treats it: {@code merge}, {@code retainKeys}
 * @param mergeKey the field by which the elements of a list are matched
 */
public record Field(
        String name,
        int number,
        String type,
        Shape shape,
        boolean pointer,
        List<String> patchStrategies,
        Optional<String> mergeKey) {

    /** Types that are not messages of the table. */
    static final Set<String> BUILT_IN =
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
                    "RawExtension");

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
    }

    /** Whether JSON writes the fields of this one into the message around it. */
    public boolean inline() {
        return name.isEmpty();
    }

    /** Reads one line of the table, such as {@code containers 2 []Container merge name}. */
    static Field parse(String line) {
        String[] words = line.split(" ", -1);
        boolean pointer = words[2].endsWith("?");
        String type = pointer ? words[2].substring(0, words[2].length() - 1) : words[2];
        Shape shape = Shape.ONE;
        if (type.startsWith("{}[]")) {
            shape = Shape.MAP_OF_LISTS;
        } else if (type.startsWith("{}")) {
            shape = Shape.MAP;
        } else if (type.startsWith("[]")) {
            shape = Shape.LIST;
        }
        return new Field(
                words[0].equals("+") ? "" : words[0],
                Integer.parseInt(words[1]),
                type.substring(type.lastIndexOf(shape == Shape.MAP ? '}' : ']') + 1),
                shape,
                pointer,
                words.length > 3 ? List.of(words[3].split(",", -1)) : List.of(),
                words.length > 4 ? Optional.of(words[4]) : Optional.empty());
    }
}
