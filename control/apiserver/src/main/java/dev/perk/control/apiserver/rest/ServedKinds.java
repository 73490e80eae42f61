package dev.perk.control.apiserver.rest;

import dev.perk.api.ResourceType;
import dev.perk.kube.store.Catalog;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/** The kinds that are served at one moment, by their place in the API, and how they are told. */
final class ServedKinds {
    private final Catalog.Served served;
    private final Discovery discovery;
    private final Map<String, ResourceType> byPath = new HashMap<>();
    private final Set<String> builtIn = new HashSet<>();

    ServedKinds(Catalog.Served served) {
        this.served = served;
        this.discovery = new Discovery(served.all());
        served.all().forEach(type -> byPath.put(type.apiVersion() + "/" + type.plural(), type));
        Stream.concat(served.all().stream(), Reviews.ALL.stream())
                .filter(type -> !type.custom())
                .forEach(type -> builtIn.add(type.apiVersion()));
    }

    /** Whether these are still the kinds that are served. */
    // A catalog swaps its kinds whole, so that another instance is another moment.
    @SuppressWarnings("ReferenceEquality")
    boolean isOf(Catalog.Served now) {
        return served == now;
    }

    Discovery discovery() {
        return discovery;
    }

    Optional<ResourceType> find(String apiVersion, String plural) {
        return Optional.ofNullable(byPath.get(apiVersion + "/" + plural));
    }

    /** Whether Kubernetes itself, and no definition of a custom kind, brings this group. */
    boolean isBuiltIn(String apiVersion) {
        return builtIn.contains(apiVersion);
    }
}
