package dev.perk.control.apiserver.table;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The JSONPath that printer columns use: names, names in quotes, indexes, the first of all elements
 * of a list, and the first with one field equal to a text.
 *
 * <p>Source: {@code k8s.io/client-go util/jsonpath}.
 */
public record JsonPath(List<Step> steps) {
    private static final Pattern STEP =
            Pattern.compile(
                    "\\.(?<name>[A-Za-z0-9_-]+)"
                        + "|\\[(?<quote>['\"])(?<quoted>(?:[^'\"\\\\]|\\\\.)+)\\k<quote>]"
                        + "|\\[(?<index>[0-9]+)]|\\[(?<all>\\*)]|\\[\\?\\("
                        + " *@\\.(?<field>[A-Za-z0-9_]+) *== *['\"](?<value>[^'\"]*)['\"] *\\)]");

    /** One move from a node to another; a missing node if there is none. */
    @FunctionalInterface
    public interface Step {
        JsonNode from(JsonNode node);
    }

    public JsonPath {
        steps = List.copyOf(steps);
    }

    /**
     * Reads a path such as {@code .status.conditions[?(@.type=='Ready')].status}.
     *
     * @throws IllegalArgumentException if it has something else in it
     */
    public static JsonPath parse(String text) {
        List<Step> steps = new ArrayList<>();
        Matcher matcher = STEP.matcher(text);
        int end = 0;
        while (matcher.find() && matcher.start() == end) {
            steps.add(step(matcher));
            end = matcher.end();
        }
        if (end != text.length()) {
            throw new IllegalArgumentException(
                    "JSONPath " + text + ": cannot read " + text.substring(end));
        }
        return new JsonPath(steps);
    }

    private static Step step(Matcher matcher) {
        String name = matcher.group("name");
        String quoted = matcher.group("quoted");
        String index = matcher.group("index");
        if (name != null) {
            return node -> node.path(name);
        }
        if (quoted != null) {
            String key = quoted.replaceAll("\\\\(.)", "$1");
            return node -> node.path(key);
        }
        if (index != null) {
            return node -> node.path(Integer.parseInt(index));
        }
        if (matcher.group("all") != null) {
            return node -> node.path(0);
        }
        String field = matcher.group("field");
        String value = matcher.group("value");
        return node -> {
            for (JsonNode element : node) {
                if (element.path(field).asText().equals(value)) {
                    return element;
                }
            }
            return MissingNode.getInstance();
        };
    }

    public JsonNode find(JsonNode root) {
        JsonNode node = root;
        for (Step step : steps) {
            node = step.from(node);
        }
        return node;
    }
}
