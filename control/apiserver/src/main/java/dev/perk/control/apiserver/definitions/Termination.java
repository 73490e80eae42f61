package dev.perk.control.apiserver.definitions;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.perk.api.Kinds;
import dev.perk.api.ResourceKey;
import dev.perk.api.ResourceType;
import dev.perk.kube.KubeObject;
import dev.perk.kube.store.ApiException;
import dev.perk.kube.store.ApiException.Details;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/**
 * The end of a definition: it stays until its objects are gone, and takes no new ones.
 *
 * <p>Source: {@code k8s.io/apiextensions-apiserver pkg/registry/customresourcedefinition/etcd.go},
 * {@code pkg/apiserver/customresource_handler.go}.
 */
public final class Termination {
    static final String FINALIZER = "customresourcecleanup.apiextensions.k8s.io";

    private Termination() {}

    /** What the first request to delete {@code definition} writes into it. */
    public static void begin(ObjectNode definition, Instant now) {
        ArrayNode finalizers = definition.withObject("/metadata").withArray("/finalizers");
        if (finalizers.valueStream().noneMatch(each -> each.asText().equals(FINALIZER))) {
            finalizers.add(FINALIZER);
        }
        new DefinitionConditions(definition.withObject("/status"), now)
                .set(
                        Definition.TERMINATING,
                        true,
                        "InstanceDeletionPending",
                        "CustomResourceDefinition marked for deletion; CustomResource deletion will"
                                + " begin soon");
    }

    /**
     * Lets a new object in.
     *
     * @param look reads the store
     * @throws ApiException 405 MethodNotAllowed, if the definition of its kind is going; 404
     *     NotFound, if it is gone
     */
    public static void checkOpen(
            ResourceType type, Function<ResourceKey, Optional<KubeObject>> look) {
        if (!type.custom() || Kinds.isKnative(type)) {
            return;
        }
        KubeObject definition =
                look.apply(
                                ResourceKey.of(
                                        Kinds.CUSTOM_RESOURCE_DEFINITION,
                                        "",
                                        type.qualifiedPlural()))
                        .orElseThrow(() ->
                                new ApiException(
                                        404,
                                        "NotFound",
                                        "the server could not find the requested resource",
                                        Details.NONE));
        if (definition.isDeleting()) {
            throw new ApiException(
                    405,
                    "MethodNotAllowed",
                    "create not allowed while custom resource definition is terminating",
                    new Details("", type.group(), type.plural(), "", List.of()));
        }
    }
}
