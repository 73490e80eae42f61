package dev.perk.api.text;

import dev.perk.api.text.GoTemplate.Piece;
import dev.perk.api.text.GoTemplate.Problem;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Cuts the source into pieces; a branch ends at its {@code else} or {@code end}. */
final class GoTemplateReader {
    private static final Pattern ACTION =
            Pattern.compile(
                    "\\{\\{(- )?((?:\"(?:\\\\.|[^\"\\\\])*\"|`[^`]*`|[^\"`])*?)( -)?\\}\\}",
                    Pattern.DOTALL);
    private static final Pattern COMMENT = Pattern.compile("\\s*/\\*.*\\*/\\s*", Pattern.DOTALL);

    private final String source;
    private final Matcher actions;
    private int at;
    private boolean trimNext;

    GoTemplateReader(String source) {
        this.source = source;
        this.actions = ACTION.matcher(source);
    }

    List<Piece> all() {
        List<Piece> pieces = new ArrayList<>();
        String end = readUntilKeyword(pieces);
        if (!end.isEmpty()) {
            throw new Problem("unexpected {{" + end + "}}");
        }
        return List.copyOf(pieces);
    }

    /** Adds pieces up to the next {@code else …} or {@code end}, which is returned. */
    private String readUntilKeyword(List<Piece> pieces) {
        while (actions.find(at)) {
            addText(pieces, source.substring(at, actions.start()), actions.group(1) != null);
            at = actions.end();
            trimNext = actions.group(3) != null;
            String body = actions.group(2);
            if (COMMENT.matcher(body).matches()) {
                continue;
            }
            String action = body.strip();
            String keyword = action.split("\\s+", 2)[0];
            switch (keyword) {
                case "if" -> pieces.add(choice(action.substring(2)));
                case "else", "end" -> {
                    return action;
                }
                default -> pieces.add(new Piece.Output(GoPipeline.parse(action)));
            }
        }
        String rest = source.substring(at);
        if (rest.contains("{{")) {
            throw new Problem("unclosed action in " + GoQuote.quote(rest));
        }
        addText(pieces, rest, false);
        at = source.length();
        return "";
    }

    private Piece choice(String condition) {
        List<Piece> then = new ArrayList<>();
        List<Piece> otherwise = new ArrayList<>();
        String end = readUntilKeyword(then);
        if (end.startsWith("else if")) {
            otherwise.add(choice(end.substring("else if".length())));
        } else {
            if (end.equals("else")) {
                end = readUntilKeyword(otherwise);
            }
            if (!end.equals("end")) {
                throw new Problem("{{if" + condition + "}} has no {{end}}");
            }
        }
        return new Piece.Choice(
                GoPipeline.parse(condition), List.copyOf(then), List.copyOf(otherwise));
    }

    private void addText(List<Piece> pieces, String text, boolean trimEnd) {
        String trimmed = trimNext ? text.stripLeading() : text;
        trimmed = trimEnd ? trimmed.stripTrailing() : trimmed;
        trimNext = false;
        if (!trimmed.isEmpty()) {
            pieces.add(new Piece.Text(trimmed));
        }
    }
}
