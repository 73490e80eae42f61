package dev.perk.api.text;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.BooleanNode;
import com.fasterxml.jackson.databind.node.DoubleNode;
import com.fasterxml.jackson.databind.node.LongNode;
import com.fasterxml.jackson.databind.node.NullNode;
import com.fasterxml.jackson.databind.node.TextNode;
import dev.perk.api.text.GoTemplate.Problem;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.IntPredicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * What stands between {@code {{} and {@code }}}: commands joined by {@code |}, each value going to
 * the next command as its last argument.
 */
record GoPipeline(List<Command> commands) {

    /** A function with arguments, or a single value. */
    record Command(String function, List<Term> arguments) {}

    sealed interface Term {
        record Literal(JsonNode value) implements Term {}

        /** {@code .a.b}; the empty path is the data itself. */
        record Field(List<String> path) implements Term {}

        record Nested(GoPipeline pipeline) implements Term {}
    }

    private static final String VALUE = "";
    private static final List<String> FUNCTIONS =
            List.of(
                    "index", "js", "print", "len", "not", "and", "or", "eq", "ne", "lt", "le", "gt",
                    "ge");
    private static final Pattern TOKEN =
            Pattern.compile(
                    "\\s*(?:(?<string>\"(?:\\\\.|[^\"\\\\])*\")|(?<raw>`[^`]*`)"
                            + "|(?<field>(?:\\.[\\p{L}_][\\p{L}\\p{N}_]*)+|\\.)"
                            + "|(?<number>[+-]?[0-9][0-9a-fA-FxX.]*)"
                            + "|(?<word>[\\p{L}_][\\p{L}\\p{N}_]*)|(?<mark>[|()]))");

    static GoPipeline parse(String text) {
        Tokens tokens = new Tokens(text);
        GoPipeline pipeline = pipeline(tokens);
        if (!tokens.atEnd()) {
            throw new Problem("unexpected \")\" in {{" + text + "}}");
        }
        return pipeline;
    }

    private static GoPipeline pipeline(Tokens tokens) {
        List<Command> commands = new ArrayList<>();
        do {
            commands.add(command(tokens, commands.isEmpty()));
        } while (tokens.skip("|"));
        return new GoPipeline(List.copyOf(commands));
    }

    private static Command command(Tokens tokens, boolean first) {
        String function = tokens.function();
        List<Term> arguments = new ArrayList<>();
        while (tokens.startsTerm()) {
            arguments.add(term(tokens));
        }
        if (function.equals(VALUE) && (arguments.size() != 1 || !first)) {
            throw new Problem("expected one value or a function in {{" + tokens.text() + "}}");
        }
        return new Command(function, List.copyOf(arguments));
    }

    private static Term term(Tokens tokens) {
        if (tokens.skip("(")) {
            GoPipeline nested = pipeline(tokens);
            if (!tokens.skip(")")) {
                throw new Problem("unclosed left paren in {{" + tokens.text() + "}}");
            }
            return new Term.Nested(nested);
        }
        return tokens.simpleTerm();
    }

    JsonNode evaluate(JsonNode data) {
        JsonNode value = GoTemplate.noValue();
        for (int i = 0; i < commands.size(); i++) {
            Command command = commands.get(i);
            List<JsonNode> arguments = new ArrayList<>();
            for (Term term : command.arguments()) {
                arguments.add(valueOf(term, data));
            }
            if (i > 0) {
                arguments.add(value);
            }
            value = call(command.function(), arguments);
        }
        return value;
    }

    private static JsonNode valueOf(Term term, JsonNode data) {
        return switch (term) {
            case Term.Literal(JsonNode value) -> value;
            case Term.Nested(GoPipeline pipeline) -> pipeline.evaluate(data);
            case Term.Field(List<String> path) -> {
                if (!path.isEmpty() && !data.has(path.getFirst())) {
                    throw new Problem("can't evaluate field " + path.getFirst());
                }
                JsonNode value = data;
                for (String name : path) {
                    value = value.path(name);
                }
                yield value;
            }
        };
    }

    private static JsonNode call(String function, List<JsonNode> arguments) {
        return switch (function) {
            case VALUE -> arguments.getFirst();
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
        return values.stream().map(GoPipeline::print).collect(Collectors.joining());
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

    /** The words of one action, one ahead. */
    private static final class Tokens {
        private final String text;
        private final Matcher matcher;
        private boolean found;

        Tokens(String text) {
            this.text = text.strip();
            this.matcher = TOKEN.matcher(this.text);
            advance(0);
        }

        String text() {
            return text;
        }

        boolean atEnd() {
            return !found;
        }

        private void advance(int from) {
            found = from < text.length();
            if (found) {
                matcher.region(from, text.length());
                if (!matcher.lookingAt()) {
                    throw new Problem(
                            "unexpected "
                                    + GoQuote.quote(text.substring(from).strip())
                                    + " in {{"
                                    + text
                                    + "}}");
                }
            }
        }

        boolean skip(String mark) {
            boolean isMark = found && mark.equals(matcher.group("mark"));
            if (isMark) {
                advance(matcher.end());
            }
            return isMark;
        }

        /** The function that a command begins with; none if it begins with a value. */
        String function() {
            String word = found ? matcher.group("word") : null;
            if (word == null || literal(word).isPresent()) {
                return VALUE;
            }
            if (!FUNCTIONS.contains(word)) {
                throw new Problem("function " + GoQuote.quote(word) + " not defined");
            }
            advance(matcher.end());
            return word;
        }

        boolean startsTerm() {
            return found && (matcher.group("mark") == null || matcher.group("mark").equals("("));
        }

        Term simpleTerm() {
            Term term;
            if (matcher.group("string") != null) {
                term = text(unescape(matcher.group("string")));
            } else if (matcher.group("raw") != null) {
                String raw = matcher.group("raw");
                term = text(raw.substring(1, raw.length() - 1));
            } else if (matcher.group("field") != null) {
                String path = matcher.group("field").substring(1);
                term = new Term.Field(path.isEmpty() ? List.of() : List.of(path.split("\\.")));
            } else if (matcher.group("number") != null) {
                term = number(matcher.group("number"));
            } else {
                String word = matcher.group("word");
                term =
                        literal(word)
                                .orElseThrow(
                                        () -> new Problem("unexpected " + GoQuote.quote(word)));
            }
            advance(matcher.end());
            return term;
        }

        private static Optional<Term> literal(String word) {
            return switch (word) {
                case "true" -> Optional.of(new Term.Literal(BooleanNode.TRUE));
                case "false" -> Optional.of(new Term.Literal(BooleanNode.FALSE));
                case "nil" -> Optional.of(new Term.Literal(NullNode.getInstance()));
                default -> Optional.empty();
            };
        }

        private static Term text(String value) {
            return new Term.Literal(TextNode.valueOf(value));
        }

        private static Term number(String word) {
            JsonNode value =
                    switch (GoNumber.parseLong(word)) {
                        case Parsed.Good<Long>(Long whole) -> LongNode.valueOf(whole);
                        case Parsed.Bad<Long> _ ->
                                switch (GoNumber.parseDouble(word)) {
                                    case Parsed.Good<Double>(Double real) ->
                                            DoubleNode.valueOf(real);
                                    case Parsed.Bad<Double> _ ->
                                            throw new Problem("bad number syntax: " + word);
                                };
                    };
            return new Term.Literal(value);
        }

        private static String unescape(String quoted) {
            StringBuilder plain = new StringBuilder();
            for (int i = 1; i < quoted.length() - 1; i++) {
                char c = quoted.charAt(i);
                if (c == '\\') {
                    i++;
                    c =
                            switch (quoted.charAt(i)) {
                                case 'n' -> '\n';
                                case 't' -> '\t';
                                case 'r' -> '\r';
                                default -> quoted.charAt(i);
                            };
                }
                plain.append(c);
            }
            return plain.toString();
        }
    }
}
