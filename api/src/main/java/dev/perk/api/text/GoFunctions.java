package dev.perk.api.text;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.BooleanNode;
import com.fasterxml.jackson.databind.node.LongNode;
import com.fasterxml.jackson.databind.node.TextNode;
import dev.perk.api.text.GoTemplate.Problem;
import java.util.ArrayList;
import java.util.List;
import java.util.function.IntPredicate;
import java.util.stream.Collectors;

/** What a template may do with values, and how it prints them. */
final class GoFunctions {
    private static final List<String> FUNCTIONS =
            List.of(
                    "index", "js", "print", "len", "not", "and", "or", "eq", "ne", "lt", "le", "gt",
                    "ge");

    private GoFunctions() {}

    static boolean exists(String name) {
        return FUNCTIONS.contains(name);
    }

    static JsonNode call(String function, List<JsonNode> arguments) {
        return switch (function) {
            case GoPipeline.VALUE -> arguments.getFirst();
            case "js" -> TextNode.valueOf(escapeForJavaScript(joined(arguments)));
            case "print" -> TextNode.valueOf(joined(arguments));
            case "index" -> index(arguments);
            case "len" -> LongNode.valueOf(size(only(function, arguments)));
            case "not" -> BooleanNode.valueOf(!isTrue(only(function, arguments)));
            case "and" -> firstThat(arguments, false);
            case "or" -> firstThat(arguments, true);
            case "eq" -> {
                JsonNode wanted = pair(function, arguments).getFirst();
                yield BooleanNode.valueOf(
                        arguments.stream().skip(1).anyMatch(value -> compare(wanted, value) == 0));
            }
            case "ne" -> compared(function, arguments, order -> order != 0);
            case "lt" -> compared(function, arguments, order -> order < 0);
            case "le" -> compared(function, arguments, order -> order <= 0);
            case "gt" -> compared(function, arguments, order -> order > 0);
            case "ge" -> compared(function, arguments, order -> order >= 0);
            default -> throw new Problem("function " + GoQuote.quote(function) + " not defined");
        };
    }

    private static JsonNode index(List<JsonNode> arguments) {
        JsonNode value = pair("index", arguments).getFirst();
        for (JsonNode key : arguments.subList(1, arguments.size())) {
            if (value.isArray()) {
                if (!key.isIntegralNumber() || !value.has(key.asInt())) {
                    throw new Problem("index out of range: " + key.asText());
                }
                value = value.get(key.asInt());
            } else {
                value = value.path(key.asText());
            }
        }
        // Unlike a field, an absent key gives the zero value of the map, which prints as nothing.
        return value.isMissingNode() ? TextNode.valueOf("") : value;
    }

    private static JsonNode firstThat(List<JsonNode> arguments, boolean truth) {
        if (arguments.isEmpty()) {
            throw new Problem("expected at least one argument for and, or");
        }
        return arguments.stream()
                .filter(value -> isTrue(value) == truth)
                .findFirst()
                .orElse(arguments.getLast());
    }

    private static JsonNode only(String function, List<JsonNode> arguments) {
        if (arguments.size() != 1) {
            throw new Problem(
                    "wrong number of args for " + function + ": want 1 got " + arguments.size());
        }
        return arguments.getFirst();
    }

    private static List<JsonNode> pair(String function, List<JsonNode> arguments) {
        if (arguments.size() < 2) {
            throw new Problem(
                    "wrong number of args for "
                            + function
                            + ": want at least 2 got "
                            + arguments.size());
        }
        return arguments;
    }

    private static BooleanNode compared(
            String function, List<JsonNode> arguments, IntPredicate holds) {
        List<JsonNode> two = pair(function, arguments);
        return BooleanNode.valueOf(holds.test(compare(two.get(0), two.get(1))));
    }

    private static int compare(JsonNode left, JsonNode right) {
        return left.isNumber() && right.isNumber()
                ? left.decimalValue().compareTo(right.decimalValue())
                : left.asText().compareTo(right.asText());
    }

    private static long size(JsonNode value) {
        return value.isTextual() ? value.asText().length() : value.size();
    }

    private static String joined(List<JsonNode> values) {
        return values.stream().map(GoFunctions::print).collect(Collectors.joining());
    }

    /** Everything but false, 0, nothing, and what is empty. */
    static boolean isTrue(JsonNode value) {
        return switch (value.getNodeType()) {
            case BOOLEAN -> value.booleanValue();
            case NUMBER -> value.decimalValue().signum() != 0;
            case STRING -> !value.textValue().isEmpty();
            case ARRAY, OBJECT -> !value.isEmpty();
            case MISSING, NULL, BINARY, POJO -> false;
        };
    }

    static String print(JsonNode value) {
        return switch (value.getNodeType()) {
            case MISSING, NULL -> "<no value>";
            case NUMBER ->
                    value.isIntegralNumber() ? value.asText() : GoNumber.print(value.doubleValue());
            case OBJECT ->
                    value.properties().stream()
                            .map(entry -> entry.getKey() + ":" + print(entry.getValue()))
                            .sorted()
                            .collect(Collectors.joining(" ", "map[", "]"));
            case ARRAY -> {
                List<String> items = new ArrayList<>();
                value.forEach(item -> items.add(print(item)));
                yield "[" + String.join(" ", items) + "]";
            }
            case STRING, BOOLEAN, BINARY, POJO -> value.asText();
        };
    }

    /** Source: Go {@code text/template JSEscapeString}. */
    private static String escapeForJavaScript(String text) {
        StringBuilder escaped = new StringBuilder(text.length());
        text.codePoints()
                .forEach(c -> {
                    switch (c) {
                        case '\\' -> escaped.append("\\\\");
                        case '\'' -> escaped.append("\\'");
                        case '"' -> escaped.append("\\\"");
                        case '<', '>', '&', '=' -> escaped.append(String.format("\\u%04X", c));
                        default -> {
                            if (c < ' ') {
                                escaped.append(String.format("\\u%04X", c));
                            } else {
                                escaped.appendCodePoint(c);
                            }
                        }
                    }
                });
        return escaped.toString();
    }
}
