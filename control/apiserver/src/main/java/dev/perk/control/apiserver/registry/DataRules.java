package dev.perk.control.apiserver.registry;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.perk.api.Kinds;
import dev.perk.api.ResourceType;
import dev.perk.kube.Json;
import dev.perk.kube.KubeObject;
import dev.perk.kube.store.FieldError;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * What ConfigMaps and Secrets may hold.
 *
 * <p>Source: {@code kubernetes pkg/apis/core/validation/validation.go}, {@code ValidateConfigMap},
 * {@code ValidateSecret}; {@code pkg/apis/core/v1/conversion.go} for {@code stringData}.
 */
final class DataRules {
    private static final int MOST_BYTES = 1 << 20;
    private static final int MOST_KEY = 253;
    private static final Pattern KEY = Pattern.compile("[-._a-zA-Z0-9]+");

    private final List<FieldError> errors = new ArrayList<>();
    private long bytes;

    private DataRules() {}

    static boolean concerns(ResourceType type) {
        return type.equals(Kinds.CONFIG_MAP) || type.equals(Kinds.SECRET);
    }

    /** Makes data of what was written as text for convenience. */
    static void complete(ResourceType type, ObjectNode object) {
        if (!type.equals(Kinds.SECRET)) {
            return;
        }
        if (object.path("type").asText().isEmpty()) {
            object.put("type", "Opaque");
        }
        if (object.remove("stringData") instanceof ObjectNode texts) {
            ObjectNode data =
                    object.get("data") instanceof ObjectNode known
                            ? known
                            : object.putObject("data");
            texts.properties()
                    .forEach(text ->
                            data.put(
                                    text.getKey(),
                                    Base64.getEncoder()
                                            .encodeToString(
                                                    text.getValue()
                                                            .asText()
                                                            .getBytes(StandardCharsets.UTF_8))));
        }
    }

    static List<FieldError> check(Optional<KubeObject> old, ResourceType type, ObjectNode object) {
        if (!concerns(type)) {
            return List.of();
        }
        var rules = new DataRules();
        boolean secret = type.equals(Kinds.SECRET);
        rules.entries(object.path("data"), "data", secret);
        rules.entries(object.path("binaryData"), "binaryData", true);
        if (rules.bytes > MOST_BYTES) {
            rules.errors.add(FieldError.tooLong(secret ? "data" : "[]", MOST_BYTES));
        }
        old.filter(before -> before.tree().path("immutable").asBoolean())
                .ifPresent(before -> rules.immutable(before.tree(), object));
        return rules.errors;
    }

    private void entries(JsonNode data, String field, boolean encoded) {
        data.properties()
                .forEach(entry -> {
                    key(field, entry.getKey());
                    String value = entry.getValue().asText();
                    if (encoded) {
                        decoded(field, entry.getKey(), value);
                    } else {
                        bytes += value.getBytes(StandardCharsets.UTF_8).length;
                    }
                });
    }

    private void key(String field, String key) {
        String path = field + "[" + key + "]";
        if (key.length() > MOST_KEY) {
            errors.add(
                    FieldError.invalidText(
                            path, key, "must be no more than " + MOST_KEY + " characters"));
        }
        if (!KEY.matcher(key).matches()) {
            errors.add(
                    FieldError.invalidText(
                            path,
                            key,
                            "a valid config key must consist of alphanumeric characters, '-', '_'"
                                    + " or '.' (e.g. 'key.name',  or 'KEY_NAME',  or 'key-name',"
                                    + " regex used for validation is '[-._a-zA-Z0-9]+')"));
        } else if (key.equals(".") || key.startsWith("..")) {
            errors.add(
                    FieldError.invalidText(
                            path,
                            key,
                            key.length() < 3
                                    ? "must not be '" + key + "'"
                                    : "must not start with '..'"));
        }
    }

    private void decoded(String field, String key, String value) {
        try {
            bytes += Base64.getDecoder().decode(value).length;
        } catch (IllegalArgumentException e) {
            errors.add(
                    FieldError.invalidText(
                            field + "[" + key + "]",
                            value,
                            "illegal base64 data: " + e.getMessage()));
        }
    }

    private void immutable(ObjectNode before, ObjectNode after) {
        if (!after.path("immutable").asBoolean()) {
            errors.add(
                    FieldError.forbidden(
                            "immutable", "field is immutable when `immutable` is set"));
        }
        for (String field : List.of("data", "binaryData")) {
            if (!Json.same(content(before, field), content(after, field))) {
                errors.add(
                        FieldError.forbidden(field, "field is immutable when `immutable` is set"));
            }
        }
    }

    /** None and nothing in it are the same. */
    private static JsonNode content(ObjectNode object, String field) {
        return object.path(field).isEmpty() ? Json.object() : object.path(field);
    }
}
