package dev.perk.kube.patch;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.function.Function;

/**
 * The order of a merged list: what the patch names keeps the patch's order, the rest keeps the
 * server's, and where both know two elements the server's order decides between the two groups.
 *
 * <p>Source: {@code k8s.io/apimachinery pkg/util/strategicpatch/patch.go}, {@code
 * normalizeElementOrder} and {@code mergeSortedSlice}.
 *
 * @param key what makes two elements the same
 */
record Ordering(Function<JsonNode, JsonNode> key) {

    List<JsonNode> of(Collection<JsonNode> merged, List<JsonNode> server, List<JsonNode> patch) {
        List<JsonNode> serverKeys = server.stream().map(key).toList();
        List<JsonNode> patchKeys = patch.stream().map(key).toList();
        List<JsonNode> named = new ArrayList<>();
        List<JsonNode> others = new ArrayList<>();
        for (JsonNode element : merged) {
            (patchKeys.contains(key.apply(element)) ? named : others).add(element);
        }
        named.sort(Comparator.comparingInt(element -> patchKeys.indexOf(key.apply(element))));
        others.sort(Comparator.comparingInt(element -> serverKeys.indexOf(key.apply(element))));

        List<JsonNode> result = new ArrayList<>();
        int next = 0;
        for (JsonNode element : others) {
            while (next < named.size() && !comesFirst(element, named.get(next), serverKeys)) {
                result.add(named.get(next));
                next++;
            }
            result.add(element);
        }
        result.addAll(named.subList(next, named.size()));
        return result;
    }

    private boolean comesFirst(JsonNode other, JsonNode named, List<JsonNode> serverKeys) {
        int ofOther = serverKeys.indexOf(key.apply(other));
        int ofNamed = serverKeys.indexOf(key.apply(named));
        return ofOther >= 0 && ofNamed >= 0 && ofOther < ofNamed;
    }
}
