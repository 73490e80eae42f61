package dev.perk.testing.simulation.patches;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.perk.kube.Json;
import dev.perk.kube.fields.SchemaType;
import dev.perk.kube.patch.Patches;
import dev.perk.kube.store.Patch;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;

/**
 * One strategic merge patch that leads from one random object to another. The model: whatever the
 * order of lists that merge, what comes out is where it leads.
 */
final class StrategicRound {
    private final SplittableRandom random;

    private StrategicRound(long seed) {
        this.random = new SplittableRandom(seed);
    }

    /** What went wrong; empty if nothing did. */
    static Optional<String> run(long seed) {
        return new StrategicRound(seed).run();
    }

    private Optional<String> run() {
        Shape.Struct shape = Shape.struct(random, 3);
        ObjectNode from = (ObjectNode) shape.value(random);
        ObjectNode to = (ObjectNode) shape.value(random);
        ObjectNode patch = difference(shape, from, to);
        ObjectNode untouched = from.deepCopy();
        ObjectNode result =
                Patches.apply(
                        SchemaType.of(shape.schema()), from, new Patch.StrategicMergePatch(patch));
        boolean right = Flat.of(shape, result).equals(Flat.of(shape, to)) && from.equals(untouched);
        return right
                ? Optional.empty()
                : Optional.of(
                        "from "
                                + from
                                + "\nto "
                                + to
                                + "\nby "
                                + patch
                                + "\nbecame "
                                + result
                                + "\nof "
                                + shape.schema());
    }

    private ObjectNode difference(Shape.Struct shape, JsonNode from, JsonNode to) {
        ObjectNode patch = Json.object();
        if (random.nextInt(8) == 0) {
            patch.setAll((ObjectNode) to);
            return patch.put("$patch", "replace");
        }
        List<String> kept = new ArrayList<>();
        shape.fields()
                .forEach((name, inner) -> {
                    if (to.has(name)) {
                        kept.add(name);
                    }
                    if (!to.has(name)) {
                        if (from.has(name)) {
                            patch.putNull(name);
                        }
                    } else if (!from.has(name)) {
                        patch.set(name, to.path(name));
                    } else if (!to.path(name).equals(from.path(name))) {
                        field(patch, name, inner, from.path(name), to.path(name));
                    }
                });
        if (random.nextInt(8) == 0) {
            kept.forEach(patch.putArray("$retainKeys")::add);
        }
        return patch;
    }

    private void field(ObjectNode patch, String name, Shape shape, JsonNode from, JsonNode to) {
        switch (shape) {
            case Shape.Leaf _, Shape.Atomic _ -> patch.set(name, to);
            case Shape.Entries _ -> {
                ObjectNode entries = patch.putObject(name);
                from.fieldNames().forEachRemaining(entries::putNull);
                entries.setAll((ObjectNode) to);
            }
            case Shape.Values _ -> {
                ArrayNode gone = patch.putArray("$deleteFromPrimitiveList/" + name);
                from.valueStream()
                        .filter(value -> to.valueStream().noneMatch(value::equals))
                        .forEach(gone::add);
                patch.set(name, to);
            }
            case Shape.Struct struct -> patch.set(name, difference(struct, from, to));
            case Shape.Keyed keyed -> patch.set(name, elements(keyed, from, to));
        }
    }

    private ArrayNode elements(Shape.Keyed shape, JsonNode from, JsonNode to) {
        Map<JsonNode, JsonNode> old = new LinkedHashMap<>();
        from.forEach(element -> old.put(element.path(shape.key()), element));
        ArrayNode patch = Json.mapper().createArrayNode();
        if (random.nextInt(8) == 0) {
            to.forEach(patch::add);
            patch.addObject().put("$patch", "replace");
            return patch;
        }
        for (JsonNode element : to) {
            JsonNode before = old.remove(element.path(shape.key()));
            if (before == null) {
                patch.add(element);
            } else {
                ObjectNode change = plain(shape.elements(), before, element);
                change.set(shape.key(), element.path(shape.key()));
                if (change.path("$retainKeys") instanceof ArrayNode kept) {
                    kept.add(shape.key());
                }
                patch.add(change);
            }
        }
        old.keySet()
                .forEach(key -> patch.addObject().put("$patch", "delete").set(shape.key(), key));
        return patch;
    }

    /** A directive in an element would be one about the list. */
    private ObjectNode plain(Shape.Struct shape, JsonNode from, JsonNode to) {
        ObjectNode patch = difference(shape, from, to);
        return patch.has("$patch") ? plain(shape, from, to) : patch;
    }
}
