package dev.perk.control.apiserver.cel;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.perk.control.apiserver.structural.StructuralSchema;
import dev.perk.kube.store.FieldError;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Asks the rules of a schema, {@code x-kubernetes-validations}, about an object. A rule that names
 * {@code oldSelf} is about changes, and is only asked where there is something to compare with.
 *
 * <p>Source: {@code k8s.io/apiextensions-apiserver pkg/apiserver/schema/cel/validation.go}.
 */
public final class SchemaValidations {
    private static final List<String> STATE = List.of("self");
    private static final List<String> CHANGE = List.of("self", "oldSelf");

    private final List<FieldError> out = new ArrayList<>();
    private final Budget budget = new Budget(Budget.PER_OBJECT);

    private SchemaValidations() {}

    /**
     * @param old the object as it was
     */
    public static List<FieldError> check(
            StructuralSchema schema, ObjectNode object, Optional<ObjectNode> old) {
        var check = new SchemaValidations();
        check.value(schema, object, old.isPresent() ? old.get() : MissingNode.getInstance(), "");
        return check.out;
    }

    private void value(StructuralSchema schema, JsonNode value, JsonNode old, String path) {
        if (!schema.hasValidations() || budget.isExhausted()) {
            return;
        }
        boolean unchanged = value.equals(old);
        for (JsonNode rule : schema.validations()) {
            rule(schema, rule, value, old, unchanged, path);
        }
        if (value.isObject()) {
            value.properties()
                    .forEach(field ->
                            schema.field(field.getKey())
                                    .ifPresent(below ->
                                            value(
                                                    below,
                                                    field.getValue(),
                                                    old.path(field.getKey()),
                                                    path.isEmpty()
                                                            ? field.getKey()
                                                            : path + "." + field.getKey())));
        } else if (value.isArray() && schema.items().isPresent()) {
            elements(schema, schema.items().get(), value, old, path);
        }
    }

    private void elements(
            StructuralSchema schema,
            StructuralSchema items,
            JsonNode list,
            JsonNode old,
            String path) {
        Map<String, JsonNode> before = new HashMap<>();
        old.forEach(
                element -> schema.list().key(element).ifPresent(key -> before.put(key, element)));
        for (int i = 0; i < list.size(); i++) {
            JsonNode element = list.path(i);
            JsonNode same =
                    schema.list()
                            .key(element)
                            .map(key -> before.getOrDefault(key, MissingNode.getInstance()))
                            .orElse(MissingNode.getInstance());
            value(items, element, same, path + "[" + i + "]");
        }
    }

    private void rule(
            StructuralSchema schema,
            JsonNode rule,
            JsonNode value,
            JsonNode old,
            boolean unchanged,
            String path) {
        String text = rule.path("rule").asText();
        boolean aboutChange = isAboutChange(text);
        boolean asksAtOnce = aboutChange && rule.path("optionalOldSelf").asBoolean();
        boolean skipped = aboutChange ? old.isMissingNode() && !asksAtOnce : unchanged;
        if (skipped || budget.isExhausted()) {
            return;
        }
        Map<String, Object> variables = new HashMap<>();
        variables.put("self", CelValues.of(schema, value));
        if (asksAtOnce) {
            variables.put(
                    "oldSelf",
                    old.isMissingNode()
                            ? Optional.empty()
                            : Optional.of(CelValues.of(schema, old)));
        } else if (aboutChange) {
            variables.put("oldSelf", CelValues.of(schema, old));
        }
        switch (Expression.compile(text, aboutChange ? CHANGE : STATE)) {
            case Expression.Compiled.Refused(String why) ->
                    out.add(invalid(schema, path, "rule compile error: " + why));
            case Expression.Compiled.Ready(Expression expression) -> {
                switch (expression.ask(variables, budget)) {
                    case Expression.Answer.Value answer when answer.isTrue() -> {}
                    case Expression.Answer.Value _ ->
                            out.add(
                                    problem(
                                            schema,
                                            rule,
                                            path,
                                            message(rule, variables, aboutChange)));
                    case Expression.Answer.TooCostly(String why) ->
                            out.add(
                                    invalid(
                                            schema,
                                            path,
                                            "'"
                                                    + why
                                                    + "': no further validation rules will be run"
                                                    + " due to call cost exceeds limit for rule: "
                                                    + fixedMessage(rule)));
                    case Expression.Answer.Failure(String why) ->
                            out.add(
                                    invalid(
                                            schema,
                                            path,
                                            why + " evaluating rule: " + fixedMessage(rule)));
                }
            }
        }
    }

    /** Whether a rule compares with what was. */
    static boolean isAboutChange(String rule) {
        return rule.matches("(?s).*\\boldSelf\\b.*");
    }

    private String message(JsonNode rule, Map<String, Object> variables, boolean aboutChange) {
        String expression = rule.path("messageExpression").asText();
        if (!expression.isEmpty()
                && Expression.compile(expression, aboutChange ? CHANGE : STATE)
                        instanceof Expression.Compiled.Ready(Expression ready)
                && ready.ask(variables, budget) instanceof Expression.Answer.Value(String text)
                && !text.isBlank()
                && !text.contains("\n")) {
            return text.strip();
        }
        return fixedMessage(rule);
    }

    private static String fixedMessage(JsonNode rule) {
        String message = rule.path("message").asText().strip();
        return message.isEmpty() ? "failed rule: " + rule.path("rule").asText().strip() : message;
    }

    private static FieldError problem(
            StructuralSchema schema, JsonNode rule, String path, String message) {
        String fieldPath = rule.path("fieldPath").asText();
        String at =
                path.isEmpty() && fieldPath.startsWith(".")
                        ? fieldPath.substring(1)
                        : path + fieldPath;
        return switch (rule.path("reason").asText()) {
            case "FieldValueForbidden" -> FieldError.forbidden(named(at), message);
            case "FieldValueRequired" -> FieldError.required(named(at), message);
            case "FieldValueDuplicate" ->
                    FieldError.duplicate(named(at), "\"" + schema.type() + "\"");
            default -> invalid(schema, at, message);
        };
    }

    private static FieldError invalid(StructuralSchema schema, String path, String message) {
        return FieldError.invalidText(named(path), schema.type(), message);
    }

    private static String named(String path) {
        return path.isEmpty() ? "<nil>" : path;
    }
}
