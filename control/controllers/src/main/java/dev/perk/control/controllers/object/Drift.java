package dev.perk.control.controllers.object;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.perk.kube.Json;
import dev.perk.kube.KubeObject;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;

/** How an object that exists differs from what it should be. */
public final class Drift {
    private Drift() {}

    /**
     * The existing object with the desired spec, labels and annotations, and nothing of its own in
     * those three; empty if they are the same already.
     */
    public static Optional<KubeObject> replaced(KubeObject existing, KubeObject desired) {
        if (sameSpec(existing, desired)
                && existing.labels().equals(desired.labels())
                && existing.annotations().equals(desired.annotations())) {
            return Optional.empty();
        }
        return Optional.of(
                withMetadata(existing, desired.labels(), desired.annotations())
                        .with(tree -> tree.set("spec", desired.spec())));
    }

    public static boolean sameSpec(KubeObject existing, KubeObject desired) {
        return Json.same(existing.spec(), desired.spec());
    }

    /**
     * Whether everything in {@code desired} is in {@code live} as well. What an API server adds by
     * itself does not count.
     */
    public static boolean covers(JsonNode live, JsonNode desired) {
        if (desired.isObject()) {
            return desired.properties().stream()
                    .allMatch(field -> covers(live.path(field.getKey()), field.getValue()));
        }
        if (desired.isArray()) {
            return live.size() == desired.size()
                    && IntStream.range(0, desired.size())
                            .allMatch(i -> covers(live.path(i), desired.get(i)));
        }
        return Json.same(live, desired);
    }

    /** A copy with these labels and annotations instead of its own. */
    public static KubeObject withMetadata(
            KubeObject object, Map<String, String> labels, Map<String, String> annotations) {
        return object.with(tree -> {
            ObjectNode metadata = tree.withObjectProperty("metadata");
            put(metadata, "labels", labels);
            put(metadata, "annotations", annotations);
        });
    }

    private static void put(ObjectNode metadata, String field, Map<String, String> values) {
        metadata.remove(field);
        if (!values.isEmpty()) {
            values.forEach(metadata.putObject(field)::put);
        }
    }
}
