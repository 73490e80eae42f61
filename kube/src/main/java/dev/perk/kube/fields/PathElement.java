package dev.perk.kube.fields;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.perk.kube.Json;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Comparator;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * One step from a value to a part of it.
 *
 * <p>Source: {@code sigs.k8s.io/structured-merge-diff fieldpath/serialize-pe.go}, {@code
 * fieldpath/element.go}.
 */
public sealed interface PathElement extends Comparable<PathElement> {

    /** Into a map or a struct. */
    record Name(String name) implements PathElement {
        @Override
        public String written() {
            return "f:" + name;
        }

        @Override
        public String toString() {
            return "." + name;
        }
    }

    /** To the element of a list that has these values in these fields. */
    record Key(SortedMap<String, JsonNode> fields) implements PathElement {
        @Override
        public String written() {
            ObjectNode object = Json.object();
            fields.forEach(object::set);
            return "k:" + object;
        }

        @Override
        public String toString() {
            return fields.entrySet().stream()
                    .map(field -> field.getKey() + "=" + field.getValue())
                    .collect(Collectors.joining(",", "[", "]"));
        }
    }

    /** To this value in a set. */
    record Value(JsonNode value) implements PathElement {
        @Override
        public String written() {
            return "v:" + value;
        }

        @Override
        public String toString() {
            return "[=" + value + "]";
        }
    }

    /** To the element at this place of a list; read and kept, never made. */
    record Index(int index) implements PathElement {
        @Override
        public String written() {
            return "i:" + index;
        }

        @Override
        public String toString() {
            return "[" + index + "]";
        }
    }

    /** As a name in {@code fieldsV1}. */
    String written();

    /**
     * Reads a name in {@code fieldsV1}.
     *
     * @throws IllegalArgumentException if it is none
     */
    static PathElement parse(String written) {
        if (written.length() < 2 || written.charAt(1) != ':') {
            throw new IllegalArgumentException("missing colon: " + written);
        }
        String rest = written.substring(2);
        try {
            return switch (written.charAt(0)) {
                case 'f' -> new Name(rest);
                case 'v' -> new Value(json(rest));
                case 'i' -> new Index(Integer.parseInt(rest));
                case 'k' -> key(json(rest));
                default ->
                        throw new IllegalArgumentException(
                                "unrecognized type of path element: " + written);
            };
        } catch (UncheckedIOException e) {
            throw new IllegalArgumentException(written + ": " + e.getMessage(), e);
        }
    }

    private static JsonNode json(String text) {
        JsonNode value = Json.read(text.getBytes(StandardCharsets.UTF_8));
        if (value.isMissingNode()) {
            throw new IllegalArgumentException("a path element without a value");
        }
        return Json.canonical(value);
    }

    private static Key key(JsonNode fields) {
        if (fields.isEmpty()) {
            throw new IllegalArgumentException("a key without fields: " + fields);
        }
        SortedMap<String, JsonNode> sorted = new TreeMap<>();
        for (Map.Entry<String, JsonNode> field : fields.properties()) {
            sorted.put(field.getKey(), field.getValue());
        }
        return new Key(sorted);
    }

    Comparator<PathElement> ORDER =
            Comparator.comparingInt(PathElement::rank).thenComparing(PathElement::within);

    private static int rank(PathElement element) {
        return switch (element) {
            case Name _ -> 0;
            case Key _ -> 1;
            case Value _ -> 2;
            case Index _ -> 3;
        };
    }

    private static int within(PathElement one, PathElement other) {
        if (one instanceof Index(int left) && other instanceof Index(int right)) {
            return Integer.compare(left, right);
        }
        return one instanceof Name(String left) && other instanceof Name(String right)
                ? left.compareTo(right)
                : one.written().compareTo(other.written());
    }

    @Override
    default int compareTo(PathElement other) {
        return ORDER.compare(this, other);
    }
}
