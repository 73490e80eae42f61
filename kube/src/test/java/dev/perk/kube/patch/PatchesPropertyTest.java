package dev.perk.kube.patch;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.perk.kube.Json;
import dev.perk.kube.fields.TestTypes;
import dev.perk.kube.store.Patch;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

/** Patches against the simplest thing that could be right. */
class PatchesPropertyTest {

    /** Plain trees of maps, texts and lists of texts. */
    @Provide
    Arbitrary<JsonNode> trees() {
        Arbitrary<JsonNode> leaves =
                Arbitraries.oneOf(
                        Arbitraries.of("1", "2").map(text -> Json.mapper().valueToTree(text)),
                        Arbitraries.of("1", "2")
                                .list()
                                .ofMaxSize(2)
                                .map(list -> Json.mapper().valueToTree(list)));
        return Arbitraries.recursive(
                () -> leaves,
                inner ->
                        Arbitraries.maps(Arbitraries.of("a", "b", "c"), inner)
                                .ofMaxSize(3)
                                .map(map -> {
                                    ObjectNode node = Json.object();
                                    map.forEach(node::set);
                                    return node;
                                }),
                0,
                3);
    }

    /** RFC 7386: what differs between two documents turns the one into the other. */
    @Property
    void aMergePatchOfTheDifferenceLeadsThere(
            @ForAll("trees") JsonNode from, @ForAll("trees") JsonNode to) {
        ObjectNode before = Json.object();
        before.set("x", from);
        ObjectNode after = Json.object();
        after.set("x", to);
        ObjectNode patch = (ObjectNode) difference(before, after);

        assertThat(Patches.apply(TestTypes.KINDS, before, new Patch.MergePatch(patch)))
                .isEqualTo(after);
        assertThat(Patches.apply(TestTypes.KINDS, before, new Patch.StrategicMergePatch(patch)))
                .as("where no list has a key, the two are the same")
                .isEqualTo(after);
    }

    private static JsonNode difference(JsonNode from, JsonNode to) {
        if (!(from instanceof ObjectNode before) || !(to instanceof ObjectNode after)) {
            return to;
        }
        ObjectNode patch = Json.object();
        before.fieldNames()
                .forEachRemaining(field -> {
                    if (!after.has(field)) {
                        patch.putNull(field);
                    }
                });
        after.properties()
                .forEach(field -> {
                    JsonNode old = before.path(field.getKey());
                    if (old.isMissingNode()) {
                        patch.set(field.getKey(), field.getValue());
                    } else if (!old.equals(field.getValue())) {
                        patch.set(field.getKey(), difference(old, field.getValue()));
                    }
                });
        return patch;
    }

    @Provide
    Arbitrary<Map<String, String>> lists() {
        return Arbitraries.maps(
                        Arbitraries.of("a", "b", "c", "d", "e"), Arbitraries.of("1", "2", "3"))
                .ofMaxSize(5);
    }

    /** A keyed list is a map in an order. */
    @Property
    void aListWithAKeyMergesAsAMapDoes(
            @ForAll("lists") Map<String, String> server,
            @ForAll("lists") Map<String, String> changes,
            @ForAll("deletions") Set<String> deletions) {
        Map<String, String> changed = new LinkedHashMap<>(changes);
        deletions.forEach(changed::remove);
        Map<String, String> expected = new HashMap<>(server);
        expected.putAll(changed);
        expected.keySet().removeAll(deletions);

        ObjectNode patch = containers(changed);
        deletions.forEach(name ->
                patch.withObject("/spec")
                        .withArray("/containers")
                        .addObject()
                        .put("name", name)
                        .put("$patch", "delete"));
        JsonNode result =
                Patches.apply(
                                TestTypes.KINDS,
                                containers(server),
                                new Patch.StrategicMergePatch(patch))
                        .at("/spec/containers");

        Map<String, String> merged = new LinkedHashMap<>();
        result.forEach(c -> merged.put(c.path("name").asText(), c.path("image").asText()));
        assertThat(merged).isEqualTo(expected);
        assertThat(result).hasSize(expected.size());
        assertThat(inOrder(merged, changed)).isEqualTo(new ArrayList<>(changed.keySet()));
        Map<String, String> untouched = new LinkedHashMap<>(server);
        untouched.keySet().removeAll(changed.keySet());
        untouched.keySet().removeAll(deletions);
        assertThat(inOrder(merged, untouched)).isEqualTo(new ArrayList<>(untouched.keySet()));
    }

    private static List<String> inOrder(Map<String, String> merged, Map<String, String> of) {
        return merged.keySet().stream().filter(of::containsKey).toList();
    }

    @Provide
    Arbitrary<Set<String>> deletions() {
        return Arbitraries.of("a", "b", "c", "d", "e").set().ofMaxSize(2);
    }

    private static ObjectNode containers(Map<String, String> images) {
        ObjectNode pod = Json.object().put("kind", "Pod");
        var list = pod.putObject("spec").putArray("containers");
        images.forEach((name, image) -> list.addObject().put("name", name).put("image", image));
        return pod;
    }

    /** {@code $setElementOrder} of everything is the order that comes out. */
    @Property
    void aFullOrderIsKept(
            @ForAll("lists") Map<String, String> server, @ForAll("orders") List<String> order) {
        ObjectNode patch = Json.object();
        ObjectNode spec = patch.putObject("spec");
        var wanted = spec.putArray("$setElementOrder/containers");
        order.forEach(name -> wanted.addObject().put("name", name));
        List<String> names = new ArrayList<>();
        Patches.apply(TestTypes.KINDS, containers(server), new Patch.StrategicMergePatch(patch))
                .at("/spec/containers")
                .forEach(element -> names.add(element.path("name").asText()));

        assertThat(names).isEqualTo(order.stream().filter(server::containsKey).toList());
    }

    @Provide
    Arbitrary<List<String>> orders() {
        return Arbitraries.shuffle("a", "b", "c", "d", "e");
    }
}
