package dev.perk.control.apiserver.registry;

import dev.perk.api.Kinds;
import dev.perk.api.ResourceKey;
import dev.perk.control.apiserver.storage.View;
import dev.perk.kube.KubeObject;
import dev.perk.kube.store.ApiException;
import java.util.List;

/**
 * Whether something new may come into a namespace.
 *
 * <p>Source: {@code k8s.io/apiserver pkg/admission/plugin/namespace/lifecycle}.
 */
final class NamespaceRules {
    private NamespaceRules() {}

    static void checkOpen(ResourceKey key, View view) {
        if (!key.type().namespaced()) {
            return;
        }
        String namespace = key.name().namespace();
        ResourceKey namespaceKey = ResourceKey.of(Kinds.NAMESPACE, "", namespace);
        KubeObject found =
                view.get(namespaceKey).orElseThrow(() -> ApiException.notFound(namespaceKey));
        if (found.isDeleting()) {
            throw terminating(key, namespace);
        }
    }

    private static ApiException terminating(ResourceKey key, String namespace) {
        ApiException plain =
                ApiException.forbidden(
                        key,
                        "unable to create new content in namespace "
                                + namespace
                                + " because it is being terminated");
        var cause =
                new ApiException.Cause(
                        "NamespaceTerminating",
                        "namespace " + namespace + " is being terminated",
                        "metadata.namespace");
        return new ApiException(
                plain.code(),
                plain.reason(),
                plain.getMessage(),
                new ApiException.Details(
                        key.name().name(),
                        key.type().group(),
                        key.type().plural(),
                        "",
                        List.of(cause)));
    }
}
