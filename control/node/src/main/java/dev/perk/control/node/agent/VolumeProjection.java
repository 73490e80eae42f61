package dev.perk.control.node.agent;

import com.fasterxml.jackson.databind.JsonNode;
import dev.perk.api.Kinds;
import dev.perk.api.ResourceKey;
import dev.perk.api.ResourceType;
import dev.perk.kube.KubeObject;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/** Gathers files from their sources, later ones over earlier ones. */
final class VolumeProjection {
    private static final int DEFAULT_MODE = 0644;
    private static final long DEFAULT_TOKEN_SECONDS = 3600;

    private final PodFields pod;
    private final Function<ResourceKey, Optional<KubeObject>> lookup;
    private final TokenFiles tokens;
    private final Map<String, VolumeFile> files = new LinkedHashMap<>();

    VolumeProjection(
            PodFields pod, Function<ResourceKey, Optional<KubeObject>> lookup, TokenFiles tokens) {
        this.pod = pod;
        this.lookup = lookup;
        this.tokens = tokens;
    }

    VolumeContent of(JsonNode volume) {
        Optional<String> problem;
        if (volume.has("projected")) {
            JsonNode projected = volume.path("projected");
            int mode = projected.path("defaultMode").asInt(DEFAULT_MODE);
            problem = Optional.empty();
            for (JsonNode source : projected.path("sources")) {
                problem = problem.or(() -> add(source, "name", mode));
            }
        } else {
            problem = add(volume, "secretName", DEFAULT_MODE);
        }
        return problem.<VolumeContent>map(message ->
                        new VolumeContent.Missing(
                                "volume " + volume.path("name").asText() + ": " + message))
                .orElseGet(() -> new VolumeContent.Files(files));
    }

    private Optional<String> add(JsonNode source, String secretName, int otherwise) {
        for (Map.Entry<String, JsonNode> part : source.properties()) {
            JsonNode from = part.getValue();
            int mode = from.path("defaultMode").asInt(otherwise);
            switch (part.getKey()) {
                case "configMap" -> {
                    return keys(Kinds.CONFIG_MAP, from, from.path("name").asText(), mode);
                }
                case "secret" -> {
                    return keys(Kinds.SECRET, from, from.path(secretName).asText(), mode);
                }
                case "downwardAPI" -> {
                    return fields(from, mode);
                }
                case "serviceAccountToken" -> {
                    return token(from, mode);
                }
                case "name" -> {}
                default -> {
                    return Optional.of(
                            part.getKey()
                                    + " is not built yet (expected: emptyDir, configMap,"
                                    + " secret, downwardAPI or projected)");
                }
            }
        }
        return Optional.of("has no source");
    }

    private Optional<String> keys(ResourceType type, JsonNode source, String name, int mode) {
        boolean optional = source.path("optional").asBoolean();
        Optional<KubeObject> found =
                lookup.apply(ResourceKey.of(type, pod.pod().namespace(), name));
        if (found.isEmpty()) {
            return optional
                    ? Optional.empty()
                    : Optional.of(type.singular() + " \"" + name + "\" not found");
        }
        Map<String, byte[]> data = data(found.get());
        if (source.path("items").isEmpty()) {
            data.forEach((key, bytes) -> files.put(key, new VolumeFile(bytes, mode)));
        }
        for (JsonNode item : source.path("items")) {
            byte[] bytes = data.get(item.path("key").asText());
            if (bytes == null && !optional) {
                return Optional.of(
                        "references non-existent "
                                + type.singular()
                                + " key: "
                                + item.path("key").asText());
            }
            if (bytes != null) {
                put(item, bytes, mode);
            }
        }
        return Optional.empty();
    }

    private static Map<String, byte[]> data(KubeObject object) {
        Map<String, byte[]> data = new LinkedHashMap<>();
        boolean isSecret = object.type().equals(Kinds.SECRET);
        for (Map.Entry<String, JsonNode> entry : object.tree().path("data").properties()) {
            String text = entry.getValue().asText();
            data.put(
                    entry.getKey(),
                    isSecret ? decoded(text) : text.getBytes(StandardCharsets.UTF_8));
        }
        for (Map.Entry<String, JsonNode> entry : object.tree().path("binaryData").properties()) {
            data.put(entry.getKey(), decoded(entry.getValue().asText()));
        }
        return data;
    }

    private static byte[] decoded(String base64) {
        return Base64.getMimeDecoder().decode(base64);
    }

    private Optional<String> token(JsonNode source, int mode) {
        var request =
                new PodTokens.Request(
                        source.path("audience").asText(),
                        Duration.ofSeconds(
                                source.path("expirationSeconds").asLong(DEFAULT_TOKEN_SECONDS)));
        return switch (tokens.get(pod.pod(), request)) {
            case PodTokens.Answer.Issued(String token, _) -> {
                put(source, token.getBytes(StandardCharsets.US_ASCII), mode);
                yield Optional.empty();
            }
            case PodTokens.Answer.Refused(String why) ->
                    Optional.of("failed to fetch token: " + why);
        };
    }

    private Optional<String> fields(JsonNode source, int mode) {
        for (JsonNode item : source.path("items")) {
            String path = item.path("fieldRef").path("fieldPath").asText();
            Optional<String> value = pod.value(path);
            if (value.isEmpty()) {
                return Optional.of("fieldPath " + path + " is not known");
            }
            put(item, value.get().getBytes(StandardCharsets.UTF_8), mode);
        }
        return Optional.empty();
    }

    private void put(JsonNode item, byte[] bytes, int mode) {
        files.put(item.path("path").asText(), new VolumeFile(bytes, item.path("mode").asInt(mode)));
    }
}
