package dev.perk.kube.fields;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Whether an applied configuration is one of its type at all: who owns a field that nobody has
 * declared cannot be said.
 *
 * <p>Source: {@code sigs.k8s.io/structured-merge-diff typed/validate.go}, {@code typed/helpers.go}.
 */
public final class TypeCheck {
    private final List<String> problems = new ArrayList<>();

    private TypeCheck() {}

    /** What is wrong, in upstream's words; empty if nothing is. */
    public static String problems(FieldType type, JsonNode value) {
        TypeCheck check = new TypeCheck();
        check.value(type, value, "");
        return switch (check.problems.size()) {
            case 0 -> "";
            case 1 -> check.problems.getFirst();
            default ->
                    check.problems.stream().collect(Collectors.joining("\n  ", "errors:\n  ", ""));
        };
    }

    private void problem(String path, String what) {
        problems.add(path.isEmpty() ? what : path + ": " + what);
    }

    private void value(FieldType type, JsonNode value, String path) {
        if (value.isNull()) {
            return;
        }
        switch (type.of(value)) {
            case FieldType.MapOf map -> {
                if (value.isObject()) {
                    inMap(map, value, path);
                } else {
                    problem(path, "expected map, got &{" + shown(value) + "}");
                }
            }
            case FieldType.ListOf list -> {
                if (value.isArray()) {
                    inList(list, value, path);
                } else {
                    problem(path, "expected list, got &{" + shown(value) + "}");
                }
            }
            case FieldType.Scalar scalar -> scalar(scalar, value, path);
            case FieldType.Unknown _ -> {}
        }
    }

    private void inMap(FieldType.MapOf map, JsonNode object, String path) {
        object.properties()
                .forEach(field -> {
                    String here = path + "." + field.getKey();
                    if (map.declares(field.getKey())) {
                        value(map.at(field.getKey()), field.getValue(), here);
                    } else {
                        problem(here, "field not declared in schema");
                    }
                });
    }

    private void inList(FieldType.ListOf list, JsonNode items, String path) {
        if (list.kind() instanceof FieldType.ListKind.Atomic) {
            for (int i = 0; i < items.size(); i++) {
                value(list.elements(), items.path(i), path + "[" + i + "]");
            }
            return;
        }
        Set<PathElement> seen = new HashSet<>();
        for (int i = 0; i < items.size(); i++) {
            ListItems.Step step = ListItems.step(list, items.path(i));
            if (step.found().isEmpty()) {
                problem(path, "element " + i + ": " + step.problem());
                continue;
            }
            PathElement element = step.found().get();
            if (!seen.add(element)) {
                problem(path, "duplicate entries for key " + element);
            }
            value(list.elements(), items.path(i), path + element);
        }
    }

    private void scalar(FieldType.Scalar scalar, JsonNode value, String path) {
        switch (scalar) {
            case STRING -> {
                if (!value.isTextual() && !value.isBinary()) {
                    problem(path, "expected string, got &{" + shown(value) + "}");
                }
            }
            case NUMERIC -> {
                if (!value.isNumber()) {
                    problem(path, "expected numeric (int or float), got &{" + shown(value) + "}");
                }
            }
            case BOOLEAN -> {
                if (!value.isBoolean()) {
                    problem(path, "expected boolean, got &{" + shown(value) + "}");
                }
            }
            case ANY -> {
                if (value.isContainerNode()) {
                    problem(path, "expected scalar, got &{" + shown(value) + "}");
                }
            }
        }
    }

    /** As Go prints it. */
    private static String shown(JsonNode value) {
        return GoText.of(value);
    }
}
