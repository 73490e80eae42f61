package dev.perk.control.apiserver.cel;

import com.fasterxml.jackson.databind.JsonNode;
import dev.cel.common.values.NullValue;
import dev.perk.control.apiserver.structural.StructuralSchema;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * JSON as CEL sees it.
 *
 * <p>Source of the escaping: {@code k8s.io/apiserver pkg/cel/escaping.go}.
 */
public final class CelValues {
    private static final Set<String> RESERVED =
            Set.of(
                    "true",
                    "false",
                    "null",
                    "in",
                    "as",
                    "break",
                    "const",
                    "continue",
                    "else",
                    "for",
                    "function",
                    "if",
                    "import",
                    "let",
                    "loop",
                    "package",
                    "namespace",
                    "return",
                    "var",
                    "void",
                    "while");

    private CelValues() {}

    /** A value of no particular type. */
    public static Object of(JsonNode value) {
        return switch (value.getNodeType()) {
            case STRING, BINARY -> value.asText();
            case BOOLEAN -> value.asBoolean();
            case NUMBER -> value.isIntegralNumber() ? (Object) value.asLong() : value.asDouble();
            case ARRAY -> {
                List<Object> list = new ArrayList<>();
                value.forEach(element -> list.add(of(element)));
                yield list;
            }
            case OBJECT, POJO -> {
                Map<String, Object> map = new LinkedHashMap<>();
                value.properties().forEach(field -> map.put(field.getKey(), of(field.getValue())));
                yield map;
            }
            case NULL, MISSING -> NullValue.NULL_VALUE;
        };
    }

    /** A value under a schema, which says what a number is and which names have to be escaped. */
    public static Object of(StructuralSchema schema, JsonNode value) {
        return switch (value.getNodeType()) {
            case NUMBER -> schema.type().equals("number") ? (Object) value.asDouble() : of(value);
            case ARRAY -> {
                List<Object> list = new ArrayList<>();
                value.forEach(element ->
                        list.add(
                                schema.items()
                                        .map(items -> of(items, element))
                                        .orElseGet(() -> of(element))));
                yield list;
            }
            case OBJECT, POJO -> {
                Map<String, Object> map = new LinkedHashMap<>();
                value.properties()
                        .forEach(field -> {
                            String name = field.getKey();
                            boolean named = schema.properties().containsKey(name);
                            Optional<StructuralSchema> below = schema.field(name);
                            map.put(
                                    named ? escaped(name) : name,
                                    below.map(each -> of(each, field.getValue()))
                                            .orElseGet(() -> of(field.getValue())));
                        });
                yield map;
            }
            case STRING, BINARY, BOOLEAN, NULL, MISSING -> of(value);
        };
    }

    static String escaped(String name) {
        if (RESERVED.contains(name)) {
            return "__" + name + "__";
        }
        return name.replace("__", "__underscores__")
                .replace(".", "__dot__")
                .replace("-", "__dash__")
                .replace("/", "__slash__");
    }
}
