package dev.perk.control.workloads.model;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.perk.api.Labels;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * What a workload's pods are made from, compared by meaning: the order of fields, the difference
 * between empty and absent, and the label that a Deployment adds itself do not count.
 */
public final class PodTemplate {
    private final JsonNode tree;
    private @Nullable String canonical;

    public PodTemplate(JsonNode tree) {
        this.tree = tree;
    }

    public JsonNode tree() {
        return tree;
    }

    public boolean sameAs(PodTemplate other) {
        return canonical().equals(other.canonical());
    }

    /**
     * The value of {@code pod-template-hash}. Source of its form: kubernetes {@code
     * pkg/controller/controller_utils.go ComputeHash}, where it is a hash of a Go dump; only its
     * being stable matters.
     *
     * @param collisions how many other templates were found under this one's hash
     */
    public String hash(int collisions) {
        int hash = fnv(0x811c9dc5, canonical());
        return SafeName.encode(collisions == 0 ? hash : fnv(hash, "#" + collisions));
    }

    private static int fnv(int start, String text) {
        int hash = start;
        for (int i = 0; i < text.length(); i++) {
            hash = (hash ^ text.charAt(i)) * 0x01000193;
        }
        return hash;
    }

    /** A copy with one more label. */
    public ObjectNode labelled(String key, String value) {
        ObjectNode copy = tree.deepCopy();
        copy.withObject("/metadata/labels").put(key, value);
        return copy;
    }

    private String canonical() {
        String known = canonical;
        if (known == null) {
            var text = new StringBuilder();
            write(tree, "", text);
            known = text.toString();
            canonical = known;
        }
        return known;
    }

    private static void write(JsonNode node, String path, StringBuilder text) {
        if (node.isObject()) {
            text.append('{');
            for (Map.Entry<String, JsonNode> field : fields(node, path).entrySet()) {
                writeField(field.getKey(), field.getValue(), path, text);
            }
            text.append('}');
        } else if (node.isArray()) {
            text.append('[');
            for (JsonNode item : node) {
                write(item, path + "/-", text);
                text.append(',');
            }
            text.append(']');
        } else {
            // With its length in front no text can be taken for structure.
            String leaf = node.asText();
            text.append(leaf.length()).append(':').append(leaf);
        }
    }

    private static Map<String, JsonNode> fields(JsonNode object, String path) {
        Map<String, JsonNode> sorted = new TreeMap<>();
        object.properties().forEach(field -> sorted.put(field.getKey(), field.getValue()));
        if (path.equals("/metadata/labels")) {
            sorted.remove(Labels.POD_TEMPLATE_HASH);
        }
        return sorted;
    }

    private static void writeField(String name, JsonNode value, String path, StringBuilder text) {
        if (value.isNull()) {
            return;
        }
        int start = text.length();
        text.append(name).append('=');
        int content = text.length();
        write(value, path + "/" + name, text);
        if (value.isContainerNode() && text.length() == content + 2) {
            text.setLength(start);
        } else {
            text.append(',');
        }
    }
}
