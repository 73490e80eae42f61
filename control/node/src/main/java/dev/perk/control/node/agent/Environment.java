package dev.perk.control.node.agent;

import com.fasterxml.jackson.databind.JsonNode;
import dev.perk.api.Kinds;
import dev.perk.api.ResourceKey;
import dev.perk.api.ResourceType;
import dev.perk.kube.KubeObject;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/**
 * The environment of a container: {@code envFrom}, then {@code env} in order, with {@code $(NAME)}
 * replaced by what came before. Source: kubernetes {@code pkg/kubelet/kubelet_pods.go
 * makeEnvironmentVariables}.
 */
public final class Environment {

    /** What became of it. */
    public sealed interface Result {
        record Resolved(Map<String, String> variables) implements Result {}

        /** Something that it names does not exist: {@code CreateContainerConfigError}. */
        record Missing(String message) implements Result {}
    }

    /** Ends the resolution; never leaves this class. */
    private static final class MissingException extends RuntimeException {
        private static final long serialVersionUID = 1;
        private final String what;

        MissingException(String what) {
            super(what, null, false, false);
            this.what = what;
        }
    }

    private final PodFields fields;
    private final Function<ResourceKey, Optional<KubeObject>> lookup;
    private final Map<String, String> given;

    /**
     * @param lookup finds ConfigMaps and Secrets
     * @param given what every container has, unless it sets it itself: where the API is
     */
    public Environment(
            PodFields fields,
            Function<ResourceKey, Optional<KubeObject>> lookup,
            Map<String, String> given) {
        this.fields = fields;
        this.lookup = lookup;
        this.given = given;
    }

    /**
     * @param container an entry of {@code spec.containers} or {@code spec.initContainers}
     */
    public Result of(JsonNode container) {
        Map<String, String> variables = new LinkedHashMap<>(given);
        try {
            for (JsonNode source : container.path("envFrom")) {
                addAll(source, variables);
            }
            for (JsonNode variable : container.path("env")) {
                value(variable, variables)
                        .ifPresent(value -> variables.put(variable.path("name").asText(), value));
            }
        } catch (MissingException e) {
            return new Result.Missing(e.what);
        }
        return new Result.Resolved(variables);
    }

    private void addAll(JsonNode source, Map<String, String> variables) {
        boolean secret = source.has("secretRef");
        JsonNode reference = source.path(secret ? "secretRef" : "configMapRef");
        Optional<KubeObject> found = find(secret ? Kinds.SECRET : Kinds.CONFIG_MAP, reference);
        String prefix = source.path("prefix").asText();
        found.ifPresent(object ->
                object.tree()
                        .path("data")
                        .properties()
                        .forEach(entry ->
                                variables.put(
                                        prefix + entry.getKey(), text(object, entry.getValue()))));
    }

    private Optional<String> value(JsonNode variable, Map<String, String> before) {
        JsonNode from = variable.path("valueFrom");
        if (from.isMissingNode() || from.isNull()) {
            return Optional.of(expand(variable.path("value").asText(), before));
        }
        if (from.has("configMapKeyRef")) {
            return key(Kinds.CONFIG_MAP, from.path("configMapKeyRef"));
        }
        if (from.has("secretKeyRef")) {
            return key(Kinds.SECRET, from.path("secretKeyRef"));
        }
        if (from.has("fieldRef")) {
            String path = from.path("fieldRef").path("fieldPath").asText();
            return Optional.of(
                    fields.value(path)
                            .orElseThrow(() ->
                                    new MissingException("fieldPath " + path + " is not known")));
        }
        throw new MissingException(
                "env "
                        + variable.path("name").asText()
                        + ": valueFrom "
                        + String.join(", ", (Iterable<String>) from::fieldNames)
                        + " is not built yet (expected: configMapKeyRef, secretKeyRef or"
                        + " fieldRef)");
    }

    private Optional<String> key(ResourceType type, JsonNode reference) {
        Optional<KubeObject> object = find(type, reference);
        if (object.isEmpty()) {
            return Optional.empty();
        }
        String key = reference.path("key").asText();
        JsonNode value = object.get().tree().path("data").path(key);
        if (value.isMissingNode()) {
            if (reference.path("optional").asBoolean()) {
                return Optional.empty();
            }
            throw new MissingException(
                    "couldn't find key "
                            + key
                            + " in "
                            + type.kind()
                            + " "
                            + object.get().namespacedName());
        }
        return Optional.of(text(object.get(), value));
    }

    private Optional<KubeObject> find(ResourceType type, JsonNode reference) {
        String name = reference.path("name").asText();
        Optional<KubeObject> found =
                lookup.apply(ResourceKey.of(type, fields.pod().namespace(), name));
        if (found.isEmpty() && !reference.path("optional").asBoolean()) {
            throw new MissingException(type.singular() + " \"" + name + "\" not found");
        }
        return found;
    }

    private static String text(KubeObject object, JsonNode value) {
        return object.type().equals(Kinds.SECRET)
                ? new String(Base64.getDecoder().decode(value.asText()), StandardCharsets.UTF_8)
                : value.asText();
    }

    /** Replaces {@code $(NAME)} where NAME is known; {@code $$} is a dollar. */
    static String expand(String text, Map<String, String> variables) {
        var expanded = new StringBuilder();
        int at = 0;
        while (at < text.length()) {
            char c = text.charAt(at);
            int end = text.indexOf(')', at);
            if (c == '$' && text.startsWith("$$", at)) {
                expanded.append('$');
                at += 2;
            } else if (c == '$' && text.startsWith("$(", at) && end > 0) {
                String name = text.substring(at + 2, end);
                expanded.append(variables.getOrDefault(name, "$(" + name + ")"));
                at = end + 1;
            } else {
                expanded.append(c);
                at++;
            }
        }
        return expanded.toString();
    }

    /** A command line with {@code $(NAME)} replaced. */
    public static List<String> expandAll(List<String> words, Map<String, String> variables) {
        return words.stream().map(word -> expand(word, variables)).toList();
    }
}
