package dev.perk.api.text;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.NullNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;

/** YAML inside values of ConfigMaps. */
public final class Yaml {
    /** Takes a tenth of a second to load, and most starts need none of it. */
    private static final class Mapper {
        static final YAMLMapper YAML = new YAMLMapper();
    }

    private Yaml() {}

    /** The tree that {@code text} describes; null for an empty text. */
    public static Parsed<JsonNode> parse(String text) {
        if (text.isBlank()) {
            return Parsed.good(NullNode.instance);
        }
        try {
            JsonNode tree = Mapper.YAML.readTree(text);
            return Parsed.good(tree == null || tree.isMissingNode() ? NullNode.instance : tree);
        } catch (JsonProcessingException e) {
            return Parsed.bad(e.getOriginalMessage());
        }
    }
}
