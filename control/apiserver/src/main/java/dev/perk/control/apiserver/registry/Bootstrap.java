package dev.perk.control.apiserver.registry;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.perk.api.Kinds;
import dev.perk.api.Namespaces;
import dev.perk.api.ResourceKey;
import dev.perk.kube.Json;
import dev.perk.kube.store.ApiException;

/** What must exist before anything else can. */
public final class Bootstrap {
    private Bootstrap() {}

    /** Creates the namespaces that are not there yet. */
    public static void createNamespaces(Registry registry, WriteOptions options) {
        for (String name : Namespaces.BOOTSTRAP) {
            if (registry.get(ResourceKey.of(Kinds.NAMESPACE, "", name)).isPresent()) {
                continue;
            }
            ObjectNode namespace = Json.object();
            namespace.putObject("metadata").put("name", name);
            try {
                registry.create(Kinds.NAMESPACE, "", namespace, options);
            } catch (ApiException e) {
                if (!e.isAlreadyExists()) {
                    throw e;
                }
            }
        }
    }
}
