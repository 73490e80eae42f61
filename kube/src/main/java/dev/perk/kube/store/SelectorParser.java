package dev.perk.kube.store;

import dev.perk.kube.NameSyntax;
import dev.perk.kube.store.Selector.Requirement;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/**
 * Reads label selectors as people write them: {@code app=web,tier in (a,b),!legacy,count>5}.
 *
 * <p>Grammar and texts: {@code k8s.io/apimachinery pkg/labels/selector.go}.
 */
public final class SelectorParser {
    private static final String OPERATORS = "in, notin, =, ==, !=, gt, lt";
    private static final String SPECIAL = "=!(),><";

    private enum Kind {
        WORD,
        SYMBOL,
        END
    }

    private record Token(Kind kind, String text) {
        boolean is(String symbol) {
            return kind == Kind.SYMBOL && text.equals(symbol);
        }

        boolean isWord() {
            return kind == Kind.WORD;
        }
    }

    private final List<Token> tokens;
    private int position;

    private SelectorParser(List<Token> tokens) {
        this.tokens = tokens;
    }

    /**
     * @param text the value of {@code labelSelector}; empty selects everything
     * @throws ApiException 400 BadRequest, if it cannot be understood
     */
    public static Selector parse(String text) {
        return new Selector(new SelectorParser(split(text)).requirements());
    }

    private List<Requirement> requirements() {
        List<Requirement> requirements = new ArrayList<>();
        while (peek().kind() != Kind.END) {
            if (!peek().isWord() && !peek().is("!")) {
                throw found(peek(), "!, identifier, or 'end of string'", "");
            }
            requirements.add(requirement());
            Token next = next();
            if (next.kind() == Kind.END) {
                break;
            }
            if (!next.is(",")) {
                throw found(next, "',' or 'end of string'", "");
            }
            if (!peek().isWord() && !peek().is("!")) {
                throw found(peek(), "identifier after ','", "");
            }
        }
        return requirements;
    }

    private Requirement requirement() {
        boolean absent = peek().is("!");
        if (absent) {
            position++;
        }
        String key = key();
        boolean ends = peek().kind() == Kind.END || peek().is(",");
        if (absent) {
            return new Requirement.Absent(key);
        }
        if (ends) {
            return new Requirement.Exists(key);
        }
        Token operator = next();
        return switch (operator.text()) {
            case "=", "==" -> new Requirement.In(key, checked(key, Set.of(value())));
            case "!=" -> new Requirement.NotIn(key, checked(key, Set.of(value())));
            case "in" -> new Requirement.In(key, checked(key, values()));
            case "notin" -> new Requirement.NotIn(key, checked(key, values()));
            case ">" -> new Requirement.GreaterThan(key, bound(key, value()));
            case "<" -> new Requirement.LessThan(key, bound(key, value()));
            default -> throw found(operator, OPERATORS, REQUIREMENT);
        };
    }

    private static final String REQUIREMENT = "unable to parse requirement: ";

    private String key() {
        Token token = next();
        if (!token.isWord()) {
            throw found(token, "identifier", REQUIREMENT);
        }
        check("<nil>", token.text(), NameSyntax.qualifiedName(token.text()));
        return token.text();
    }

    private String value() {
        if (peek().kind() == Kind.END || peek().is(",")) {
            return "";
        }
        Token token = next();
        if (!token.isWord()) {
            throw found(token, "identifier", REQUIREMENT);
        }
        return token.text();
    }

    private Set<String> values() {
        Token open = next();
        if (!open.is("(")) {
            throw badRequest(REQUIREMENT + "found '" + open.text() + "' expected: '('");
        }
        Set<String> values = new TreeSet<>();
        while (true) {
            // Nothing between two marks is the empty value, as in "(a,)" and "()".
            values.add(peek().isWord() ? next().text() : "");
            Token mark = next();
            if (mark.is(")")) {
                return values;
            }
            if (!mark.is(",")) {
                throw found(mark, "',' or ')'", REQUIREMENT);
            }
        }
    }

    private static Set<String> checked(String key, Set<String> values) {
        int index = 0;
        for (String value : values) {
            check("values[" + index + "][" + key + "]", value, NameSyntax.labelValue(value));
            index++;
        }
        return values;
    }

    private static long bound(String key, String value) {
        checked(key, Set.of(value));
        try {
            return Long.parseLong(value);
        } catch (NumberFormatException e) {
            String detail = "for 'Gt', 'Lt' operators, the value must be an integer";
            throw badRequest(
                    REQUIREMENT + FieldError.invalidText("values[0]", value, detail).toString());
        }
    }

    private static void check(String field, String text, List<String> problems) {
        if (!problems.isEmpty()) {
            String detail = String.join("; ", problems);
            throw badRequest(REQUIREMENT + FieldError.invalidText(field, text, detail));
        }
    }

    private Token peek() {
        return tokens.get(position);
    }

    private Token next() {
        Token token = tokens.get(position);
        if (token.kind() != Kind.END) {
            position++;
        }
        return token;
    }

    private static ApiException found(Token token, String expected, String where) {
        return badRequest(where + "found '" + token.text() + "', expected: " + expected);
    }

    private static ApiException badRequest(String message) {
        return ApiException.badRequest(message);
    }

    private static List<Token> split(String text) {
        List<Token> tokens = new ArrayList<>();
        int at = 0;
        while (at < text.length()) {
            int start = at;
            char c = text.charAt(at);
            if (Character.isWhitespace(c)) {
                at++;
            } else if (SPECIAL.indexOf(c) >= 0) {
                boolean two = (c == '=' || c == '!') && text.startsWith("=", at + 1);
                at += two ? 2 : 1;
                tokens.add(new Token(Kind.SYMBOL, text.substring(start, at)));
            } else {
                while (at < text.length()
                        && SPECIAL.indexOf(text.charAt(at)) < 0
                        && !Character.isWhitespace(text.charAt(at))) {
                    at++;
                }
                tokens.add(new Token(Kind.WORD, text.substring(start, at)));
            }
        }
        tokens.add(new Token(Kind.END, ""));
        return tokens;
    }
}
