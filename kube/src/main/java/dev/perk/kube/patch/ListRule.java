package dev.perk.kube.patch;

import dev.perk.api.Kinds;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * What a strategic merge patch does with a list of a built-in kind.
 *
 * <p>Source: the {@code patchStrategy} and {@code patchMergeKey} tags of {@code k8s.io/api}.
 */
sealed interface ListRule {

    /** The patch's list takes its place. */
    record Replace() implements ListRule {}

    /** Elements are maps; those with the same value of {@code key} are the same element. */
    record MergeBy(String key) implements ListRule {}

    /** Elements are plain values and the list is a set. */
    record MergeValues() implements ListRule {}

    ListRule REPLACE = new Replace();

    /** Lists that merge by the same key wherever they stand. */
    Map<String, String> KEYS =
            Map.ofEntries(
                    Map.entry("containers", "name"),
                    Map.entry("initContainers", "name"),
                    Map.entry("ephemeralContainers", "name"),
                    Map.entry("env", "name"),
                    Map.entry("volumes", "name"),
                    Map.entry("imagePullSecrets", "name"),
                    Map.entry("schedulingGates", "name"),
                    Map.entry("resourceClaims", "name"),
                    Map.entry("secrets", "name"),
                    Map.entry("volumeMounts", "mountPath"),
                    Map.entry("volumeDevices", "devicePath"),
                    Map.entry("hostAliases", "ip"),
                    Map.entry("podIPs", "ip"),
                    Map.entry("hostIPs", "ip"),
                    Map.entry("topologySpreadConstraints", "topologyKey"),
                    Map.entry("ownerReferences", "uid"));

    Set<String> CONTAINER_LISTS = Set.of("containers", "initContainers", "ephemeralContainers");

    /**
     * @param kind the kind of the whole object
     * @param path the fields that lead to the list, which is the last of them; elements of lists
     *     take no place in it
     */
    static ListRule of(String kind, List<String> path) {
        String field = path.getLast();
        String parent = path.size() > 1 ? path.get(path.size() - 2) : "";
        return switch (field) {
            case "ports" -> {
                if (CONTAINER_LISTS.contains(parent)) {
                    yield new MergeBy("containerPort");
                }
                boolean ofService =
                        kind.equals(Kinds.SERVICE.kind()) && path.equals(List.of("spec", "ports"));
                yield ofService ? new MergeBy("port") : REPLACE;
            }
            case "conditions" ->
                    parent.equals("status") && !kind.equals(Kinds.CUSTOM_RESOURCE_DEFINITION.kind())
                            ? new MergeBy("type")
                            : REPLACE;
            case "addresses" ->
                    kind.equals(Kinds.NODE.kind()) && parent.equals("status")
                            ? new MergeBy("type")
                            : REPLACE;
            case "finalizers" -> parent.equals("metadata") ? new MergeValues() : REPLACE;
            default -> {
                String key = KEYS.get(field);
                yield key == null ? REPLACE : new MergeBy(key);
            }
        };
    }
}
