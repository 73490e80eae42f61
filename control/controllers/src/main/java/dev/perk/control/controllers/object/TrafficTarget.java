package dev.perk.control.controllers.object;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.perk.kube.Json;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * One entry of {@code spec.traffic} or {@code status.traffic}; empty strings for what is absent.
 *
 * @param latestRevision whether the target follows a Configuration; empty if nobody said
 * @param percent 0 to 100
 */
public record TrafficTarget(
        String tag,
        String revisionName,
        String configurationName,
        Optional<Boolean> latestRevision,
        int percent,
        String url) {

    public static List<TrafficTarget> readAll(JsonNode traffic) {
        List<TrafficTarget> targets = new ArrayList<>();
        traffic.forEach(target -> targets.add(read(target)));
        return targets;
    }

    static TrafficTarget read(JsonNode node) {
        JsonNode latest = node.path("latestRevision");
        return new TrafficTarget(
                node.path("tag").asText(),
                node.path("revisionName").asText(),
                node.path("configurationName").asText(),
                latest.isBoolean() ? Optional.of(latest.asBoolean()) : Optional.empty(),
                node.path("percent").asInt(),
                node.path("url").asText());
    }

    /** Whether the target follows the latest ready revision of a Configuration. */
    public boolean followsLatest() {
        return latestRevision.orElse(revisionName.isEmpty());
    }

    public TrafficTarget withPercent(int newPercent) {
        return new TrafficTarget(
                tag, revisionName, configurationName, latestRevision, newPercent, url);
    }

    public TrafficTarget withUrl(String newUrl) {
        return new TrafficTarget(
                tag, revisionName, configurationName, latestRevision, percent, newUrl);
    }

    /** The same target, once it is known which revision it means. */
    public TrafficTarget resolvedTo(String revision) {
        return new TrafficTarget(tag, revision, "", latestRevision, percent, url);
    }

    /** Whether both send the same share to the same revision under the same tag. */
    public boolean sameRouting(TrafficTarget other) {
        return tag.equals(other.tag)
                && revisionName.equals(other.revisionName)
                && configurationName.equals(other.configurationName)
                && percent == other.percent;
    }

    public static ArrayNode trees(List<TrafficTarget> targets) {
        ArrayNode trees = Json.mapper().createArrayNode();
        targets.forEach(target -> trees.add(target.tree()));
        return trees;
    }

    private ObjectNode tree() {
        ObjectNode tree = Json.object();
        put(tree, "tag", tag);
        put(tree, "revisionName", revisionName);
        put(tree, "configurationName", configurationName);
        latestRevision.ifPresent(latest -> tree.put("latestRevision", latest));
        tree.put("percent", percent);
        put(tree, "url", url);
        return tree;
    }

    private static void put(ObjectNode tree, String field, String value) {
        if (!value.isEmpty()) {
            tree.put(field, value);
        }
    }
}
