package dev.perk.control.controllers.revision;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.perk.kube.Json;
import dev.perk.kube.KubeObject;
import java.nio.charset.StandardCharsets;
import java.util.TreeMap;

/**
 * The {@code deployment-hash} label: whether a Deployment is still what its Revision asks for.
 *
 * <p>FNV-1a, 32 bits, in base 36, over JSON with sorted keys of the desired spec, labels and
 * annotations. Upstream hashes a dump of Go structures, so a Deployment that Knative made is rolled
 * once when Perk takes over. The replica count does not count: it belongs to the autoscaler.
 */
final class Fingerprint {
    private static final int FNV_OFFSET = 0x811c9dc5;
    private static final int FNV_PRIME = 0x01000193;
    private static final int RADIX = 36;

    private Fingerprint() {}

    static String of(KubeObject deployment) {
        ObjectNode counted = Json.object();
        ObjectNode spec = deployment.spec().deepCopy();
        spec.remove("replicas");
        counted.set("spec", spec);
        counted.set("labels", deployment.metadata().path("labels").deepCopy());
        counted.set("annotations", deployment.metadata().path("annotations").deepCopy());
        int hash = FNV_OFFSET;
        for (byte b : canonical(counted).toString().getBytes(StandardCharsets.UTF_8)) {
            hash = (hash ^ (b & 0xff)) * FNV_PRIME;
        }
        return Long.toString(Integer.toUnsignedLong(hash), RADIX);
    }

    /** The same tree with the keys of every object in order. */
    static JsonNode canonical(JsonNode tree) {
        if (tree.isObject()) {
            var sorted = new TreeMap<String, JsonNode>();
            tree.properties().forEach(field -> sorted.put(field.getKey(), field.getValue()));
            ObjectNode copy = Json.object();
            sorted.forEach((key, value) -> copy.set(key, canonical(value)));
            return copy;
        }
        if (tree.isArray()) {
            var copy = Json.mapper().createArrayNode();
            tree.forEach(item -> copy.add(canonical(item)));
            return copy;
        }
        return tree;
    }
}
