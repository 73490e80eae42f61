package dev.perk.control.node.image;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.perk.kube.Json;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * A pointer from one document of an image to another. Source: image-spec {@code descriptor.md}.
 *
 * @param mediaType what it points to; empty in documents that leave it out
 * @param size how many bytes that is
 * @param platform in an index: the machine that it is for
 */
public record Descriptor(
        String mediaType,
        ContentDigest digest,
        long size,
        Optional<Platform> platform,
        Map<String, String> annotations) {

    public Descriptor {
        annotations = Map.copyOf(annotations);
    }

    public static Descriptor of(String mediaType, ContentDigest digest, long size) {
        return new Descriptor(mediaType, digest, size, Optional.empty(), Map.of());
    }

    /**
     * @throws ImageFormatException if the digest is missing or not a SHA-256
     */
    static Descriptor read(JsonNode node) {
        String text = node.path("digest").asText();
        ContentDigest digest =
                ContentDigest.parse(text)
                        .orElseThrow(() ->
                                new ImageFormatException(
                                        "digest = \""
                                                + text
                                                + "\" (expected: sha256:<64 hex digits>)"));
        Map<String, String> annotations = new TreeMap<>();
        node.path("annotations")
                .properties()
                .forEach(entry -> annotations.put(entry.getKey(), entry.getValue().asText()));
        return new Descriptor(
                node.path("mediaType").asText(),
                digest,
                node.path("size").asLong(),
                node.hasNonNull("platform")
                        ? Optional.of(Platform.read(node.path("platform")))
                        : Optional.empty(),
                annotations);
    }

    ObjectNode tree() {
        return Json.object()
                .put("mediaType", mediaType)
                .put("digest", digest.toString())
                .put("size", size);
    }
}
