package dev.perk.testing.simulation.inputs;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.TextNode;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Random;
import java.util.stream.Collectors;

/** A ConfigMap with random texts, in JSON and in YAML, and whether a tree has the same. */
final class DataText {
    private static final String LETTERS = "ab: #&*!|>'\"%@`{}[],?-\\~\n\té😀0.eE+";

    private final Random random;
    private final Map<String, String> data = new LinkedHashMap<>();

    DataText(Random random) {
        this.random = random;
        for (int i = random.nextInt(4); i >= 0; i--) {
            data.put("k" + random.nextInt(100), text());
        }
    }

    private String text() {
        int[] letters = LETTERS.codePoints().toArray();
        return random.ints(random.nextInt(8), 0, letters.length)
                .mapToObj(at -> Character.toString(letters[at]))
                .collect(Collectors.joining());
    }

    String json() {
        return "{\"apiVersion\":\"v1\",\"kind\":\"ConfigMap\",\"metadata\":{\"name\":\"x\"},\"data\":{"
                + data.entrySet().stream()
                        .map(entry -> quoted(entry.getKey()) + ":" + quoted(entry.getValue()))
                        .collect(Collectors.joining(space() + ","))
                + "}}";
    }

    String yaml() {
        return "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: x}\ndata:\n"
                + data.entrySet().stream()
                        .map(entry ->
                                "  " + entry.getKey() + ": " + scalar(entry.getValue()) + "\n")
                        .collect(Collectors.joining());
    }

    boolean matches(JsonNode tree) {
        return tree.size() == data.size()
                && data.entrySet().stream()
                        .allMatch(entry ->
                                tree.path(entry.getKey())
                                        .equals(TextNode.valueOf(entry.getValue())));
    }

    private String scalar(String text) {
        boolean plain = text.indexOf('\n') < 0 && text.indexOf('\t') < 0;
        return plain && random.nextBoolean() ? "'" + text.replace("'", "''") + "'" : quoted(text);
    }

    private static String quoted(String text) {
        return TextNode.valueOf(text).toString();
    }

    private String space() {
        return " ".repeat(random.nextInt(3));
    }
}
