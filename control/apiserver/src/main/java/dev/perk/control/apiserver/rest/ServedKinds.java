package dev.perk.control.apiserver.rest;

import dev.perk.api.ResourceType;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/** The kinds that are served, by their place in the API. */
final class ServedKinds {
    private final List<ResourceType> all;
    private final Map<String, ResourceType> byPath = new LinkedHashMap<>();

    ServedKinds(List<ResourceType> all) {
        this.all = List.copyOf(all);
        all.forEach(type -> byPath.put(type.apiVersion() + "/" + type.plural(), type));
    }

    /** In the order of discovery. */
    List<ResourceType> all() {
        return all;
    }

    Optional<ResourceType> find(String apiVersion, String plural) {
        return Optional.ofNullable(byPath.get(apiVersion + "/" + plural));
    }

    /** Whether Kubernetes itself, and no definition of a custom kind, brings this group. */
    boolean isBuiltIn(String apiVersion) {
        return Stream.concat(all.stream(), Reviews.ALL.stream())
                .anyMatch(type -> type.apiVersion().equals(apiVersion) && !type.custom());
    }
}
