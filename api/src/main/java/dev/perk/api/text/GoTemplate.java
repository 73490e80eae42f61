package dev.perk.api.text;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The part of Go's {@code text/template} that configuration uses: fields, {@code index}, pipes,
 * {@code if}, comparisons, {@code js}, and trim markers. Anything else ({@code range}, variables,
 * named templates) is refused when it is parsed.
 *
 * <p>The data is a JSON tree. Its first level stands for a Go struct, so an unknown name there is
 * an error; everything below stands for maps, where an unknown name prints {@code <no value>}.
 */
public final class GoTemplate {

    /** A piece of the template. */
    sealed interface Piece {
        record Text(String text) implements Piece {}

        record Output(GoPipeline pipeline) implements Piece {}

        record Choice(GoPipeline condition, List<Piece> then, List<Piece> otherwise)
                implements Piece {}
    }

    private final String source;
    private final List<Piece> pieces;

    private GoTemplate(String source, List<Piece> pieces) {
        this.source = source;
        this.pieces = pieces;
    }

    public static Parsed<GoTemplate> parse(String source) {
        try {
            return Parsed.good(new GoTemplate(source, new GoTemplateReader(source).all()));
        } catch (Problem e) {
            return Parsed.bad("template: " + e.getMessage());
        }
    }

    /**
     * A template that the program itself brings along.
     *
     * @throws IllegalArgumentException if it cannot be parsed
     */
    public static GoTemplate of(String source) {
        return switch (parse(source)) {
            case Parsed.Good<GoTemplate>(GoTemplate template) -> template;
            case Parsed.Bad<GoTemplate>(String why) ->
                    throw new IllegalArgumentException(source + ": " + why);
        };
    }

    /** The text for {@code data}; bad if the data does not have what the template asks for. */
    public Parsed<String> execute(JsonNode data) {
        StringBuilder out = new StringBuilder();
        try {
            write(pieces, data, out);
        } catch (Problem e) {
            return Parsed.bad("template: " + e.getMessage());
        }
        return Parsed.good(out.toString());
    }

    private static void write(List<Piece> pieces, JsonNode data, StringBuilder out) {
        for (Piece piece : pieces) {
            switch (piece) {
                case Piece.Text(String text) -> out.append(text);
                case Piece.Output(GoPipeline pipeline) ->
                        out.append(GoFunctions.print(pipeline.evaluate(data)));
                case Piece.Choice(GoPipeline condition, var then, var otherwise) ->
                        write(
                                GoFunctions.isTrue(condition.evaluate(data)) ? then : otherwise,
                                data,
                                out);
            }
        }
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof GoTemplate that && source.equals(that.source);
    }

    @Override
    public int hashCode() {
        return source.hashCode();
    }

    /** The template's text. */
    @Override
    public String toString() {
        return source;
    }

    /** What is wrong with a template or its data; never leaves this package. */
    static final class Problem extends RuntimeException {
        private static final long serialVersionUID = 1;

        Problem(String message) {
            super(message, null, false, false);
        }
    }

    /** For fields that a map does not have. */
    static JsonNode noValue() {
        return MissingNode.getInstance();
    }
}
