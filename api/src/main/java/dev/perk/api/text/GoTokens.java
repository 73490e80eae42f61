package dev.perk.api.text;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.BooleanNode;
import com.fasterxml.jackson.databind.node.DoubleNode;
import com.fasterxml.jackson.databind.node.LongNode;
import com.fasterxml.jackson.databind.node.NullNode;
import com.fasterxml.jackson.databind.node.TextNode;
import dev.perk.api.text.GoPipeline.Term;
import dev.perk.api.text.GoTemplate.Problem;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The words of one action, one ahead. */
final class GoTokens {
    private static final Pattern TOKEN =
            Pattern.compile(
                    "\\s*(?:(?<string>\"(?:\\\\.|[^\"\\\\])*\")|(?<raw>`[^`]*`)"
                            + "|(?<field>(?:\\.[\\p{L}_][\\p{L}\\p{N}_]*)+|\\.)"
                            + "|(?<number>[+-]?[0-9][0-9a-fA-FxX.]*)"
                            + "|(?<word>[\\p{L}_][\\p{L}\\p{N}_]*)|(?<mark>[|()]))");

    private final String text;
    private final Matcher matcher;
    private boolean found;

    GoTokens(String text) {
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
            return GoPipeline.VALUE;
        }
        if (!GoFunctions.exists(word)) {
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
                            .orElseThrow(() -> new Problem("unexpected " + GoQuote.quote(word)));
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
                                case Parsed.Good<Double>(Double real) -> DoubleNode.valueOf(real);
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
