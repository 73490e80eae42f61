package dev.perk.kube.store;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A label selector: requirements that must all hold.
 *
 * <p>An absent label satisfies {@code !=} and {@code notin}. Source: {@code k8s.io/apimachinery
 * pkg/labels}.
 */
public record Selector(List<Requirement> requirements) {
    public static final Selector EVERYTHING = new Selector(List.of());

    /** One condition on one label. */
    public sealed interface Requirement {
        boolean matches(Map<String, String> labels);

        record In(String key, Set<String> values) implements Requirement {
            public In {
                values = Set.copyOf(values);
            }

            @Override
            public boolean matches(Map<String, String> labels) {
                String value = labels.get(key);
                return value != null && values.contains(value);
            }
        }

        record NotIn(String key, Set<String> values) implements Requirement {
            public NotIn {
                values = Set.copyOf(values);
            }

            @Override
            public boolean matches(Map<String, String> labels) {
                String value = labels.get(key);
                return value == null || !values.contains(value);
            }
        }

        record Exists(String key) implements Requirement {
            @Override
            public boolean matches(Map<String, String> labels) {
                return labels.containsKey(key);
            }
        }

        record Absent(String key) implements Requirement {
            @Override
            public boolean matches(Map<String, String> labels) {
                return !labels.containsKey(key);
            }
        }

        record GreaterThan(String key, long bound) implements Requirement {
            @Override
            public boolean matches(Map<String, String> labels) {
                return Selector.integer(labels.get(key)).stream().anyMatch(value -> value > bound);
            }
        }

        record LessThan(String key, long bound) implements Requirement {
            @Override
            public boolean matches(Map<String, String> labels) {
                return Selector.integer(labels.get(key)).stream().anyMatch(value -> value < bound);
            }
        }
    }

    public Selector {
        requirements = List.copyOf(requirements);
    }

    /** Objects that carry all these labels. */
    public static Selector of(Map<String, String> labels) {
        List<Requirement> requirements = new ArrayList<>();
        labels.forEach((key, value) -> requirements.add(new Requirement.In(key, Set.of(value))));
        return new Selector(requirements);
    }

    /**
     * Reads a {@code LabelSelector} as objects hold it: {@code matchLabels} and {@code
     * matchExpressions}. An empty one selects everything.
     *
     * @throws IllegalArgumentException if an operator is unknown
     */
    public static Selector of(JsonNode labelSelector) {
        List<Requirement> requirements = new ArrayList<>();
        labelSelector
                .path("matchLabels")
                .properties()
                .forEach(label ->
                        requirements.add(
                                new Requirement.In(
                                        label.getKey(), Set.of(label.getValue().asText()))));
        labelSelector.path("matchExpressions").forEach(each -> requirements.add(requirement(each)));
        return new Selector(requirements);
    }

    private static Requirement requirement(JsonNode expression) {
        String key = expression.path("key").asText();
        Set<String> values = new HashSet<>();
        expression.path("values").forEach(value -> values.add(value.asText()));
        return switch (expression.path("operator").asText()) {
            case "In" -> new Requirement.In(key, values);
            case "NotIn" -> new Requirement.NotIn(key, values);
            case "Exists" -> new Requirement.Exists(key);
            case "DoesNotExist" -> new Requirement.Absent(key);
            default ->
                    throw new IllegalArgumentException(
                            "operator = "
                                    + expression.path("operator")
                                    + " (expected: In, NotIn, Exists or DoesNotExist)");
        };
    }

    public boolean matches(Map<String, String> labels) {
        return requirements.stream().allMatch(requirement -> requirement.matches(labels));
    }

    private static OptionalLong integer(@Nullable String text) {
        boolean isInteger = text != null && text.matches("-?[0-9]{1,18}");
        return isInteger ? OptionalLong.of(Long.parseLong(text)) : OptionalLong.empty();
    }
}
