package dev.perk.control.apiserver.structural;

import com.fasterxml.jackson.databind.JsonNode;
import com.google.re2j.Pattern;
import com.google.re2j.PatternSyntaxException;
import dev.perk.kube.store.FieldError;
import java.math.BigDecimal;
import java.time.DateTimeException;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalLong;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Judges one value without what is below it.
 *
 * <p>Source of the texts: {@code k8s.io/kube-openapi pkg/validation/errors/schema.go}, and how
 * {@code k8s.io/apiextensions-apiserver pkg/apiserver/validation} turns them into field errors.
 */
final class ValueCheck {
    private static final Map<String, Pattern> PATTERNS = new ConcurrentHashMap<>();

    private final StructuralSchema schema;
    private final ValueRules rules;
    private final JsonNode value;
    private final String path;
    private final List<FieldError> out = new ArrayList<>();

    private ValueCheck(StructuralSchema schema, JsonNode value, String path) {
        this.schema = schema;
        this.rules = schema.rules();
        this.value = value;
        this.path = path;
    }

    static List<FieldError> check(StructuralSchema schema, JsonNode value, String path) {
        var check = new ValueCheck(schema, value, path);
        if (value.isNull() && schema.nullable()) {
            return check.out;
        }
        check.type();
        check.choices();
        if (value.isTextual()) {
            check.text();
        } else if (value.isNumber()) {
            check.number();
        } else if (value.isArray()) {
            check.count("items", check.rules.size().minItems(), check.rules.size().maxItems());
        } else if (value.isObject()) {
            check.count(
                    "properties",
                    check.rules.size().minProperties(),
                    check.rules.size().maxProperties());
        }
        return check.out;
    }

    static String typeOf(JsonNode value) {
        return switch (value.getNodeType()) {
            case STRING, BINARY -> "string";
            case NUMBER -> value.isIntegralNumber() ? "integer" : "number";
            case BOOLEAN -> "boolean";
            case ARRAY -> "array";
            case OBJECT, POJO -> "object";
            case NULL, MISSING -> "null";
        };
    }

    private void type() {
        String wanted = schema.intOrString() ? "integer,string" : schema.type();
        String found = typeOf(value);
        boolean fits =
                switch (wanted) {
                    case "" -> true;
                    case "integer,string" -> found.equals("integer") || found.equals("string");
                    case "number" -> value.isNumber();
                    case "integer" -> isWhole();
                    default -> found.equals(wanted);
                };
        if (!fits) {
            out.add(
                    new FieldError(
                            field(),
                            "FieldValueTypeInvalid",
                            "Invalid value: \""
                                    + found
                                    + "\": "
                                    + in()
                                    + " must be of type "
                                    + wanted
                                    + ": \""
                                    + found
                                    + "\""));
        }
    }

    private boolean isWhole() {
        return value.isIntegralNumber()
                || (value.isNumber() && value.decimalValue().stripTrailingZeros().scale() <= 0);
    }

    private void choices() {
        if (rules.choices().isEmpty()
                || rules.choices().stream().anyMatch(each -> same(each, value))) {
            return;
        }
        List<String> allowed =
                rules.choices().stream()
                        .map(each -> each.isTextual() ? each.toString() : "\"" + each + "\"")
                        .toList();
        out.add(FieldError.unsupported(field(), shown(), String.join(", ", allowed)));
    }

    private static boolean same(JsonNode one, JsonNode other) {
        return (one.isNumber() && other.isNumber())
                ? one.decimalValue().compareTo(other.decimalValue()) == 0
                : one.equals(other);
    }

    private void text() {
        String text = value.asText();
        int length = text.codePointCount(0, text.length());
        rules.size()
                .maxLength()
                .ifPresent(most -> {
                    if (length > most) {
                        out.add(FieldError.tooLong(field(), (int) most));
                    }
                });
        rules.size()
                .minLength()
                .ifPresent(least -> {
                    if (length < least) {
                        invalid(" should be at least " + least + " chars long");
                    }
                });
        if (!rules.pattern().isEmpty() && !matches(rules.pattern(), text)) {
            invalid(" should match '" + rules.pattern() + "'");
        }
        if (!hasFormat(rules.format(), text)) {
            out.add(
                    FieldError.invalid(
                            field(),
                            shown(),
                            in() + " must be of type " + rules.format() + ": " + shown()));
        }
    }

    /** A pattern that nobody can read was let in by nobody: {@link SchemaRules} refuses it. */
    private static boolean matches(String pattern, String text) {
        try {
            return PATTERNS.computeIfAbsent(pattern, Pattern::compile).matcher(text).find();
        } catch (PatternSyntaxException e) {
            return true;
        }
    }

    /** Formats that are not known are not judged, as upstream. */
    private static boolean hasFormat(String format, String text) {
        try {
            switch (format.toLowerCase(Locale.ROOT).replace("-", "")) {
                case "date" -> LocalDate.parse(text);
                case "datetime" -> OffsetDateTime.parse(text);
                case "uuid", "uuid3", "uuid4", "uuid5" -> UUID.fromString(text);
                case "byte" -> Base64.getDecoder().decode(text);
                case "ipv4" -> {
                    return text.matches(
                            "(25[0-5]|(2[0-4]|1?\\d)?\\d)(\\.(25[0-5]|(2[0-4]|1?\\d)?\\d)){3}");
                }
                default -> {}
            }
            return true;
        } catch (DateTimeException | IllegalArgumentException e) {
            return false;
        }
    }

    private void number() {
        BigDecimal number = value.decimalValue();
        rules.most()
                .ifPresent(most -> {
                    int order = number.compareTo(most);
                    if (rules.mostExcluded() ? order >= 0 : order > 0) {
                        invalid(
                                rules.mostExcluded()
                                        ? " should be less than " + plain(most)
                                        : " should be less than or equal to " + plain(most));
                    }
                });
        rules.least()
                .ifPresent(least -> {
                    int order = number.compareTo(least);
                    if (rules.leastExcluded() ? order <= 0 : order < 0) {
                        invalid(
                                rules.leastExcluded()
                                        ? " should be greater than " + plain(least)
                                        : " should be greater than or equal to " + plain(least));
                    }
                });
        rules.multipleOf()
                .filter(factor -> factor.signum() > 0)
                .filter(factor -> number.remainder(factor).signum() != 0)
                .ifPresent(factor -> invalid(" should be a multiple of " + plain(factor)));
        boolean tooLarge =
                switch (rules.format()) {
                    case "int32" -> value.isIntegralNumber() && !value.canConvertToInt();
                    case "int64" -> value.isIntegralNumber() && !value.canConvertToLong();
                    default -> false;
                };
        if (tooLarge) {
            invalid(" must be of type " + rules.format() + ": " + shown());
        }
    }

    private static String plain(BigDecimal number) {
        return number.stripTrailingZeros().toPlainString();
    }

    private void count(String what, OptionalLong least, OptionalLong most) {
        int size = value.size();
        if (most.isPresent() && size > most.getAsLong()) {
            out.add(
                    new FieldError(
                            field(),
                            "FieldValueTooMany",
                            "Too many: "
                                    + size
                                    + ": must have at most "
                                    + most.getAsLong()
                                    + " items"));
        }
        if (least.isPresent() && size < least.getAsLong()) {
            out.add(
                    FieldError.invalid(
                            field(),
                            String.valueOf(size),
                            in() + " should have at least " + least.getAsLong() + " " + what));
        }
    }

    private void invalid(String why) {
        out.add(FieldError.invalid(field(), shown(), in() + why));
    }

    private String in() {
        return path + " in body";
    }

    /** The root has no name. */
    private String field() {
        return path.isEmpty() ? "<nil>" : path;
    }

    private String shown() {
        return GoText.of(value);
    }
}
