package dev.perk.control.controllers.revision;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import dev.perk.kube.Json;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What each container of a revision runs: {@code status.containerStatuses} and {@code
 * status.initContainerStatuses}.
 *
 * @param containers image digests by container name; empty text: the image as it is written
 */
record Digests(Map<String, String> containers, Map<String, String> initContainers) {

    static Digests read(JsonNode status) {
        return new Digests(
                byName(status.path("containerStatuses")),
                byName(status.path("initContainerStatuses")));
    }

    private static Map<String, String> byName(JsonNode statuses) {
        Map<String, String> digests = new LinkedHashMap<>();
        statuses.forEach(
                one -> digests.put(one.path("name").asText(), one.path("imageDigest").asText()));
        return digests;
    }

    static Digests of(RevisionParts revision, Map<String, String> byImage) {
        return new Digests(
                byName(revision.containers(), byImage), byName(revision.initContainers(), byImage));
    }

    private static Map<String, String> byName(
            List<JsonNode> containers, Map<String, String> byImage) {
        Map<String, String> digests = new LinkedHashMap<>();
        for (JsonNode container : containers) {
            String image = container.path("image").asText();
            digests.put(container.path("name").asText(), byImage.getOrDefault(image, ""));
        }
        return digests;
    }

    /** Whether every container has been looked up. */
    boolean cover(RevisionParts revision) {
        return containers.size() + initContainers.size()
                == revision.containers().size() + revision.initContainers().size();
    }

    /** All of them, by container name. */
    Map<String, String> all() {
        Map<String, String> all = new LinkedHashMap<>(containers);
        all.putAll(initContainers);
        return all;
    }

    static ArrayNode trees(Map<String, String> digests) {
        ArrayNode trees = Json.mapper().createArrayNode();
        digests.forEach((name, digest) -> {
            var tree = trees.addObject().put("name", name);
            if (!digest.isEmpty()) {
                tree.put("imageDigest", digest);
            }
        });
        return trees;
    }
}
