package dev.perk.control.apiserver.schema;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.perk.api.ResourceType;
import dev.perk.kube.store.FieldError;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * What a custom kind's schema does to its objects: fields that it does not name disappear, some
 * that are absent are filled in, and some must not be absent or repeated. Metadata is the server's
 * own.
 *
 * <p>Source: {@code k8s.io/apiextensions-apiserver pkg/apiserver/schema}: {@code pruning}, {@code
 * defaulting}, {@code listtype}.
 */
public final class Structure {
    private static final Map<ResourceType, Structure> BY_KIND = new ConcurrentHashMap<>();
    private static final Set<String> ENVELOPE = Set.of("apiVersion", "kind", "metadata");

    private final MessageTable table;
    private final Message kind;
    private final Map<String, Map<String, Field>> fields = new ConcurrentHashMap<>();

    private Structure(MessageTable table, Message kind) {
        this.table = table;
        this.kind = kind;
    }

    /**
     * @throws java.util.NoSuchElementException if the kind has no schema
     */
    public static Structure of(ResourceType type) {
        return BY_KIND.computeIfAbsent(
                type,
                each -> {
                    MessageTable table = MessageTable.of(each);
                    return new Structure(
                            table, table.kind(each.apiVersion(), each.kind()).orElseThrow());
                });
    }

    private Map<String, Field> fields(Message message) {
        return fields.computeIfAbsent(
                message.fullName(),
                name -> {
                    Map<String, Field> byName = new HashMap<>();
                    message.fields().forEach(field -> byName.put(field.name(), field));
                    return byName;
                });
    }

    /** Takes away what the schema does not name, and fills in what it has defaults for. */
    public void shape(ObjectNode object) {
        Map<String, Field> known = fields(kind);
        object.properties()
                .removeIf(entry ->
                        !ENVELOPE.contains(entry.getKey())
                                && (!known.containsKey(entry.getKey())
                                        || entry.getValue().isNull()));
        for (Field field : kind.fields()) {
            if (!ENVELOPE.contains(field.name())) {
                shapeValue(field, object.path(field.name()));
            }
        }
    }

    private void shapeMessage(Message message, ObjectNode object) {
        Map<String, Field> known = fields(message);
        object.properties()
                .removeIf(entry -> {
                    boolean isKnown = known.containsKey(entry.getKey());
                    return isKnown ? entry.getValue().isNull() : !message.open();
                });
        for (Field field : message.fields()) {
            field.initial()
                    .filter(initial -> !object.has(field.name()))
                    .ifPresent(initial -> object.put(field.name(), initial));
            shapeValue(field, object.path(field.name()));
        }
    }

    private void shapeValue(Field field, JsonNode value) {
        if (value.isMissingNode() || !field.ofMessages()) {
            return;
        }
        Message message = table.messageOf(field).orElseThrow();
        for (JsonNode each : each(field, value)) {
            if (each instanceof ObjectNode object) {
                shapeMessage(message, object);
            }
        }
    }

    /** The single values behind a field, however many it holds. */
    private static List<JsonNode> each(Field field, JsonNode value) {
        return switch (field.shape()) {
            case ONE -> List.of(value);
            case LIST -> value.isArray() ? value.valueStream().toList() : List.of();
            case MAP -> value.isObject() ? value.valueStream().toList() : List.of();
            case MAP_OF_LISTS -> value.valueStream().flatMap(JsonNode::valueStream).toList();
        };
    }

    /** What is absent although it is required, and what is there twice. */
    public List<FieldError> check(ObjectNode object) {
        List<FieldError> problems = new ArrayList<>();
        for (Field field : kind.fields()) {
            // A status that nobody has written yet lacks everything.
            if (!ENVELOPE.contains(field.name()) && !object.path(field.name()).isEmpty()) {
                checkValue(field, object.path(field.name()), field.name(), problems);
            }
        }
        return problems;
    }

    private void checkMessage(
            Message message, ObjectNode object, String at, List<FieldError> problems) {
        for (Field field : message.fields()) {
            String path = at + "." + field.name();
            JsonNode value = object.path(field.name());
            if (value.isMissingNode()) {
                if (field.required()) {
                    problems.add(FieldError.required(path, ""));
                }
            } else {
                checkValue(field, value, path, problems);
            }
        }
    }

    private void checkValue(Field field, JsonNode value, String at, List<FieldError> problems) {
        if (!field.ofMessages()) {
            return;
        }
        Message message = table.messageOf(field).orElseThrow();
        switch (field.shape()) {
            case ONE -> checkOne(message, value, at, problems);
            case LIST -> {
                Set<String> keys = new HashSet<>();
                for (int i = 0; i < value.size(); i++) {
                    String path = at + "[" + i + "]";
                    checkOne(message, value.path(i), path, problems);
                    checkUnique(field, value.path(i), keys, path, problems);
                }
            }
            case MAP, MAP_OF_LISTS ->
                    value.properties()
                            .forEach(entry ->
                                    checkOne(
                                            message,
                                            entry.getValue(),
                                            at + "." + entry.getKey(),
                                            problems));
        }
    }

    private void checkOne(Message message, JsonNode value, String at, List<FieldError> problems) {
        if (value instanceof ObjectNode object) {
            checkMessage(message, object, at, problems);
        }
    }

    private static void checkUnique(
            Field field, JsonNode element, Set<String> keys, String at, List<FieldError> problems) {
        if (field.key().isEmpty()) {
            return;
        }
        String name = field.key().get();
        String key = element.path(name).asText();
        if (element.has(name) && !keys.add(key)) {
            problems.add(
                    FieldError.duplicate(
                            at, "map[string]interface {}{\"" + name + "\":\"" + key + "\"}"));
        }
    }
}
