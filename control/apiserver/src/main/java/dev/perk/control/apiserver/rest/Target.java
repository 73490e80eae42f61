package dev.perk.control.apiserver.rest;

import dev.perk.api.NamespacedName;
import dev.perk.api.ResourceKey;
import dev.perk.api.ResourceType;
import java.util.List;

/**
 * What a URL under {@code /api} or {@code /apis} speaks of.
 *
 * @param apiVersion of the URL
 * @param namespace empty for a cluster-scoped kind and for all namespaces
 * @param plural the resource
 * @param name empty for the collection
 * @param subresource empty for the object itself
 * @param oldWatch whether the URL has the old prefix that makes it a watch
 */
record Target(
        String apiVersion,
        String namespace,
        String plural,
        String name,
        String subresource,
        boolean oldWatch) {

    /**
     * Reads what follows {@code /api} or {@code /apis}.
     *
     * @param segments of the whole path, at least group, version and resource
     */
    static Target parse(List<String> segments) {
        boolean core = segments.getFirst().equals("api");
        String apiVersion = core ? segments.get(1) : segments.get(1) + "/" + segments.get(2);
        List<String> rest = segments.subList(core ? 2 : 3, segments.size());
        boolean oldWatch = rest.getFirst().equals("watch") && rest.size() > 1;
        if (oldWatch) {
            rest = rest.subList(1, rest.size());
        }
        // A Namespace's own parts look like kinds inside it; upstream knows them by name, too.
        boolean inside =
                rest.getFirst().equals("namespaces")
                        && rest.size() > 2
                        && !rest.get(2).equals("status")
                        && !rest.get(2).equals("finalize");
        String namespace = inside ? rest.get(1) : "";
        if (inside) {
            rest = rest.subList(2, rest.size());
        }
        return new Target(
                apiVersion,
                namespace,
                rest.getFirst(),
                rest.size() > 1 ? rest.get(1) : "",
                rest.size() > 2 ? String.join("/", rest.subList(2, rest.size())) : "",
                oldWatch);
    }

    boolean isCollection() {
        return name.isEmpty();
    }

    ResourceKey key(ResourceType type) {
        return new ResourceKey(type, new NamespacedName(namespace, name));
    }
}
