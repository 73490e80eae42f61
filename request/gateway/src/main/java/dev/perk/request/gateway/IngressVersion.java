package dev.perk.request.gateway;

import com.fasterxml.jackson.databind.JsonNode;
import dev.perk.api.NamespacedName;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * The hash by which a prober recognises that a gateway serves this very spec: SHA-256 of the spec
 * as Go would write it, then the namespace and the name.
 *
 * <p>Byte for byte as Go's {@code json.Marshal} of {@code IngressSpec}: fields in the order of the
 * structs, what is empty left out unless the struct keeps it, map keys sorted, and {@code <},
 * {@code >} and {@code &} escaped. Source: knative/networking {@code pkg/ingress/ingress.go},
 * {@code ComputeHash}.
 */
final class IngressVersion {
    /** A struct's fields in their order. */
    private record Struct(List<Field> fields) {}

    /**
     * @param type of the value, or of each element; null for a scalar, or a map of scalars
     * @param isMap whether the value is a map of {@code type}
     * @param kept whether it is written even if it is empty
     */
    private record Field(String name, @Nullable Struct type, boolean isMap, boolean kept) {

        static Field scalar(String name) {
            return new Field(name, null, false, false);
        }

        static Field struct(String name, Struct type) {
            return new Field(name, type, false, false);
        }

        static Field mapOf(String name, Struct type) {
            return new Field(name, type, true, false);
        }

        Field keptEmpty() {
            return new Field(name, type, isMap, true);
        }
    }

    private static final Struct SPLIT =
            new Struct(
                    List.of(
                            Field.scalar("serviceNamespace").keptEmpty(),
                            Field.scalar("serviceName").keptEmpty(),
                            Field.scalar("servicePort").keptEmpty(),
                            Field.scalar("percent"),
                            Field.scalar("appendHeaders")));
    private static final Struct HEADER_MATCH =
            new Struct(List.of(Field.scalar("exact").keptEmpty()));
    private static final Struct PATH =
            new Struct(
                    List.of(
                            Field.scalar("path"),
                            Field.scalar("rewriteHost"),
                            Field.mapOf("headers", HEADER_MATCH),
                            Field.struct("splits", SPLIT).keptEmpty(),
                            Field.scalar("appendHeaders")));
    private static final Struct HTTP = new Struct(List.of(Field.struct("paths", PATH).keptEmpty()));
    private static final Struct RULE =
            new Struct(
                    List.of(
                            Field.scalar("hosts"),
                            Field.scalar("visibility"),
                            Field.struct("http", HTTP)));
    private static final Struct TLS =
            new Struct(
                    List.of(
                            Field.scalar("hosts"),
                            Field.scalar("secretName"),
                            Field.scalar("secretNamespace")));
    private static final Struct SPEC =
            new Struct(
                    List.of(
                            Field.struct("tls", TLS),
                            Field.struct("rules", RULE),
                            Field.scalar("httpOption")));

    private final StringBuilder json = new StringBuilder();

    private IngressVersion() {}

    static String of(NamespacedName ingress, JsonNode spec) {
        var writer = new IngressVersion();
        writer.struct(SPEC, spec);
        String text = writer.json + ingress.namespace() + ingress.name();
        try {
            byte[] digest =
                    MessageDigest.getInstance("SHA-256")
                            .digest(text.getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(digest);
        } catch (NoSuchAlgorithmException e) {
            throw new AssertionError("every JDK has SHA-256", e);
        }
    }

    private void struct(Struct struct, JsonNode value) {
        json.append('{');
        boolean first = true;
        for (Field field : struct.fields()) {
            JsonNode content = value.path(field.name());
            if (!field.kept() && isEmpty(content)) {
                continue;
            }
            json.append(first ? "" : ",");
            first = false;
            string(field.name());
            json.append(':');
            field(field, content);
        }
        json.append('}');
    }

    /** As Go's omitempty sees it. */
    private static boolean isEmpty(JsonNode value) {
        return value.isMissingNode()
                || value.isNull()
                || (value.isContainerNode() && value.isEmpty() && !value.isObject())
                || (value.isTextual() && value.textValue().isEmpty())
                || (value.isNumber() && value.asLong() == 0)
                || (value.isObject() && value.isEmpty());
    }

    private void field(Field field, JsonNode value) {
        Struct type = field.type();
        if (field.isMap() && type != null) {
            map(value, type);
        } else if (value.isArray()) {
            list(type, value);
        } else if (type != null) {
            if (value.isMissingNode() || value.isNull()) {
                json.append("null"); // a nil slice
            } else {
                struct(type, value);
            }
        } else {
            scalar(field, value);
        }
    }

    private void list(@Nullable Struct type, JsonNode values) {
        json.append('[');
        boolean first = true;
        for (JsonNode value : values) {
            json.append(first ? "" : ",");
            first = false;
            if (type == null) {
                string(value.asText());
            } else {
                struct(type, value);
            }
        }
        json.append(']');
    }

    private void map(JsonNode values, @Nullable Struct type) {
        Set<String> keys = new TreeSet<>();
        values.fieldNames().forEachRemaining(keys::add);
        json.append('{');
        boolean first = true;
        for (String key : keys) {
            json.append(first ? "" : ",");
            first = false;
            string(key);
            json.append(':');
            if (type == null) {
                string(values.path(key).asText());
            } else {
                struct(type, values.path(key));
            }
        }
        json.append('}');
    }

    private void scalar(Field field, JsonNode value) {
        if (value.isObject()) {
            map(value, null);
        } else if (value.isNumber()) {
            json.append(value.asLong());
        } else if (value.isMissingNode() && field.name().equals("servicePort")) {
            json.append('0'); // the zero value of an IntOrString is a number
        } else {
            string(value.asText());
        }
    }

    private void string(String text) {
        json.append('"');
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            switch (c) {
                case '"', '\\' -> json.append('\\').append(c);
                case '\n' -> json.append("\\n");
                case '\r' -> json.append("\\r");
                case '\t' -> json.append("\\t");
                case '\b' -> json.append("\\b");
                case '\f' -> json.append("\\f");
                case '<', '>', '&', '\u2028', '\u2029' -> escaped(c);
                default -> {
                    if (c < ' ') {
                        escaped(c);
                    } else {
                        json.append(c);
                    }
                }
            }
        }
        json.append('"');
    }

    private void escaped(char c) {
        json.append("\\u").append(HexFormat.of().toHexDigits(c));
    }
}
