package dev.perk.api.text;

import com.fasterxml.jackson.databind.JsonNode;
import dev.perk.api.text.GoTemplate.Problem;
import java.util.ArrayList;
import java.util.List;

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

    static final String VALUE = "";

    static GoPipeline parse(String text) {
        GoTokens tokens = new GoTokens(text);
        GoPipeline pipeline = pipeline(tokens);
        if (!tokens.atEnd()) {
            throw new Problem("unexpected \")\" in {{" + text + "}}");
        }
        return pipeline;
    }

    private static GoPipeline pipeline(GoTokens tokens) {
        List<Command> commands = new ArrayList<>();
        do {
            commands.add(command(tokens, commands.isEmpty()));
        } while (tokens.skip("|"));
        return new GoPipeline(List.copyOf(commands));
    }

    private static Command command(GoTokens tokens, boolean first) {
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

    private static Term term(GoTokens tokens) {
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
            value = GoFunctions.call(command.function(), arguments);
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
}
