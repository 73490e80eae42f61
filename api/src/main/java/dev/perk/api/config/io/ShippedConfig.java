package dev.perk.api.config.io;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.perk.api.text.Parsed;
import dev.perk.api.text.Yaml;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;

/**
 * The ConfigMaps under {@code config/}, as JSON trees that the caller may change. The files are
 * packed into this jar, so that what a cluster is given and what {@code perk up} begins with is the
 * same.
 */
public final class ShippedConfig {
    private static final String ROOT = "/dev/perk/config/";
    private static final List<String> CONFIG_MAPS =
            List.of(
                    "autoscaler",
                    "defaults",
                    "deployment",
                    "domain",
                    "features",
                    "gc",
                    "leader-election",
                    "logging",
                    "network",
                    "observability");
    private static final List<String> STANDALONE = List.of("domain", "network");

    private ShippedConfig() {}

    /** What a cluster is given: Knative's defaults. */
    public static List<ObjectNode> core() {
        return CONFIG_MAPS.stream().map(ShippedConfig::core).toList();
    }

    /** What {@code perk up} begins with: the same, with {@code config/standalone} laid over it. */
    public static List<ObjectNode> standalone() {
        return CONFIG_MAPS.stream()
                .map(name -> {
                    ObjectNode configMap = core(name);
                    if (STANDALONE.contains(name)) {
                        JsonNode data = read("standalone/" + name).path("data");
                        ((ObjectNode) configMap.path("data")).setAll((ObjectNode) data);
                    }
                    return configMap;
                })
                .toList();
    }

    private static ObjectNode core(String name) {
        return read("core/configmaps/" + name);
    }

    private static ObjectNode read(String name) {
        String path = ROOT + name + ".yaml";
        try (InputStream in = ShippedConfig.class.getResourceAsStream(path)) {
            if (in == null) {
                throw new IllegalStateException(path + " is not on the class path");
            }
            String text = new String(in.readAllBytes(), StandardCharsets.UTF_8);
            return switch (Yaml.parse(text)) {
                case Parsed.Good<JsonNode>(ObjectNode tree) -> tree;
                case Parsed.Good<JsonNode>(JsonNode tree) ->
                        throw new IllegalStateException(path + " holds " + tree.getNodeType());
                case Parsed.Bad<JsonNode>(String why) ->
                        throw new IllegalStateException(path + ": " + why);
            };
        } catch (IOException e) {
            throw new UncheckedIOException(path, e);
        }
    }
}
