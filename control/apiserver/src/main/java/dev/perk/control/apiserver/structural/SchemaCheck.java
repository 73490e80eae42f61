package dev.perk.control.apiserver.structural;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.perk.control.apiserver.structural.StructuralSchema.ListType;
import dev.perk.kube.store.FieldError;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Judges a whole object by its schema. What an update leaves as it was is not judged again: a
 * schema may have become stricter since.
 *
 * <p>Source: {@code k8s.io/kube-openapi pkg/validation/validate}, {@code
 * k8s.io/apiextensions-apiserver pkg/apiserver/validation/ratcheting.go}, {@code
 * pkg/apiserver/schema/listtype}.
 */
public final class SchemaCheck {
    private final List<FieldError> out = new ArrayList<>();

    private SchemaCheck() {}

    /**
     * @param old the object as it was
     */
    public static List<FieldError> check(
            StructuralSchema schema, ObjectNode object, Optional<ObjectNode> old) {
        var check = new SchemaCheck();
        JsonNode before = old.isPresent() ? old.get() : MissingNode.getInstance();
        check.value(schema, object, before, "", true);
        List<FieldError> problems = check.out;
        new Duplicates(problems).find(schema, object, "");
        return problems;
    }

    /** Judges a value that is no whole object. */
    public static List<FieldError> value(StructuralSchema schema, JsonNode value) {
        return problems(schema, value, "");
    }

    private void value(
            StructuralSchema schema, JsonNode value, JsonNode old, String path, boolean whole) {
        if (!whole && value.equals(old)) {
            return;
        }
        out.addAll(ValueCheck.check(schema, value, path));
        combined(schema, value, path);
        if (value.isObject()) {
            fields(schema, value, old, path, whole || schema.embedded());
        } else if (value.isArray() && schema.items().isPresent()) {
            Map<String, JsonNode> byKey = byKey(schema.list(), old);
            for (int i = 0; i < value.size(); i++) {
                JsonNode element = value.path(i);
                JsonNode before =
                        schema.list()
                                .key(element)
                                .map(byKey::get)
                                .orElse(MissingNode.getInstance());
                value(
                        schema.items().get(),
                        element,
                        before == null ? MissingNode.getInstance() : before,
                        path + "[" + i + "]",
                        false);
            }
        }
    }

    private static Map<String, JsonNode> byKey(ListType type, JsonNode list) {
        Map<String, JsonNode> byKey = new HashMap<>();
        list.forEach(element -> type.key(element).ifPresent(key -> byKey.put(key, element)));
        return byKey;
    }

    private void fields(
            StructuralSchema schema, JsonNode value, JsonNode old, String path, boolean whole) {
        for (String name : schema.rules().required()) {
            if (!value.has(name)) {
                out.add(FieldError.required(join(path, name), ""));
            }
        }
        value.properties()
                .forEach(field -> {
                    String name = field.getKey();
                    if (whole && Pruning.ENVELOPE.contains(name) && !isNarrowed(schema, name)) {
                        return;
                    }
                    schema.field(name)
                            .ifPresent(below ->
                                    value(
                                            below,
                                            field.getValue(),
                                            old.path(name),
                                            join(path, name),
                                            false));
                });
    }

    /** A schema may want more of a name than the server does. */
    private static boolean isNarrowed(StructuralSchema schema, String name) {
        return name.equals("metadata")
                && schema.field(name)
                        .filter(metadata -> !metadata.properties().isEmpty())
                        .isPresent();
    }

    private void combined(StructuralSchema schema, JsonNode value, String path) {
        ValueRules.Combined combined = schema.rules().combined();
        String quoted = "\"" + path + "\"";
        all(combined.all(), value, path, quoted);
        if (!combined.any().isEmpty()) {
            List<List<FieldError>> failures = failures(combined.any(), value, path);
            if (failures.size() == combined.any().size()) {
                root(quoted + " must validate at least one schema (anyOf)");
                out.addAll(best(failures));
            }
        }
        if (!combined.one().isEmpty()) {
            List<List<FieldError>> failures = failures(combined.one(), value, path);
            int valid = combined.one().size() - failures.size();
            if (valid != 1) {
                root(
                        quoted
                                + " must validate one and only one schema (oneOf). "
                                + (valid == 0
                                        ? "Found none valid"
                                        : "Found " + valid + " valid alternatives"));
                if (valid == 0) {
                    out.addAll(best(failures));
                }
            }
        }
        combined.not()
                .filter(not -> problems(not, value, path).isEmpty())
                .ifPresent(not -> root(quoted + " must not validate the schema (not)"));
    }

    private void all(List<StructuralSchema> schemas, JsonNode value, String path, String quoted) {
        List<List<FieldError>> failures = failures(schemas, value, path);
        failures.forEach(out::addAll);
        if (!failures.isEmpty()) {
            root(
                    quoted
                            + " must validate all the schemas (allOf)"
                            + (failures.size() == schemas.size() ? ". None validated" : ""));
        }
    }

    private static List<List<FieldError>> failures(
            List<StructuralSchema> schemas, JsonNode value, String path) {
        return schemas.stream()
                .map(schema -> problems(schema, value, path))
                .filter(problems -> !problems.isEmpty())
                .toList();
    }

    private static List<FieldError> problems(StructuralSchema schema, JsonNode value, String path) {
        var check = new SchemaCheck();
        check.value(schema, value, MissingNode.getInstance(), path, false);
        return check.out;
    }

    /** The alternative that fits best is the one that was meant. */
    private static List<FieldError> best(List<List<FieldError>> failures) {
        return failures.stream().min(Comparator.comparingInt(List::size)).orElse(List.of());
    }

    private void root(String message) {
        out.add(FieldError.invalidText("<nil>", "", message));
    }

    static String join(String path, String name) {
        return path.isEmpty() ? name : path + "." + name;
    }
}
