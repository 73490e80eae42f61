package dev.perk.control.apiserver.rest;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.perk.api.Kinds;
import dev.perk.api.ResourceType;
import dev.perk.control.apiserver.registry.Deleted;
import dev.perk.control.apiserver.registry.ListQuery;
import dev.perk.control.apiserver.registry.Registry;
import dev.perk.kube.Json;
import dev.perk.kube.KubeObject;
import dev.perk.kube.store.ApiException;
import dev.perk.kube.store.Subresource;
import java.util.List;

/** Answers POST, PUT, PATCH and DELETE for objects and their parts. */
final class Writing {

    private final Registry registry;
    private final Rendering rendering;
    private final Patching patching;

    Writing(Registry registry, Rendering rendering, AccessControl access) {
        this.registry = registry;
        this.rendering = rendering;
        this.patching = new Patching(registry, rendering, access);
    }

    ApiAnswer.Full create(Call call) {
        ResourceType type = call.type();
        RequestBody.Read body = RequestBody.object(call.request(), type.kind());
        // A body of another kind is the registry's to refuse; its fields say nothing about ours.
        if (isOf(type, body.tree())) {
            call.bodyCheck(registry.definitions(), "CreateOptions").object(type, body);
        }
        KubeObject created =
                registry.create(
                        type,
                        call.target().namespace(),
                        body.tree(),
                        call.options("CreateOptions"));
        return rendering.object(201, created, call.request());
    }

    private static boolean isOf(ResourceType type, ObjectNode body) {
        String kind = body.path("kind").asText();
        String apiVersion = body.path("apiVersion").asText();
        return (kind.isEmpty() || kind.equals(type.kind()))
                && (apiVersion.isEmpty() || apiVersion.equals(type.apiVersion()));
    }

    ApiAnswer.Full update(Call call, Subresource part) {
        refuseKnativesDefinitions(call);
        boolean scale = part == Subresource.SCALE;
        RequestBody.Read body =
                RequestBody.object(call.request(), scale ? "Scale" : call.type().kind());
        if (!scale && isOf(call.type(), body.tree())) {
            call.bodyCheck(registry.definitions(), "UpdateOptions").object(call.type(), body);
        }
        KubeObject updated =
                registry.update(call.key(), body.tree(), part, call.options("UpdateOptions"));
        return shown(call, updated, part);
    }

    ApiAnswer.Full patch(Call call, Subresource part) {
        refuseKnativesDefinitions(call);
        return patching.answer(call, part);
    }

    private ApiAnswer.Full shown(Call call, KubeObject object, Subresource part) {
        return part == Subresource.SCALE
                ? rendering.scale(object, registry.scale(object), call.request())
                : rendering.object(200, object, call.request());
    }

    ApiAnswer.Full delete(Call call) {
        refuseKnativesDefinitions(call);
        DeleteBody body = DeleteBody.read(call.request());
        Deleted deleted =
                registry.delete(
                        call.key(), body.deletion(), call.options("DeleteOptions", body.dryRun()));
        return switch (deleted) {
            case Deleted.Gone(KubeObject last) ->
                    Rendering.plain(200, success(last), call.request());
            case Deleted.Going(KubeObject going) -> rendering.object(200, going, call.request());
        };
    }

    /** kubectl looks at the uid in it to know what to wait for. */
    private static ObjectNode success(KubeObject gone) {
        ResourceType type = gone.type();
        ObjectNode status = Json.object().put("kind", "Status").put("apiVersion", "v1");
        status.putObject("metadata");
        status.put("status", "Success");
        ObjectNode details = status.putObject("details").put("name", gone.name());
        if (!type.group().isEmpty()) {
            details.put("group", type.group());
        }
        details.put("kind", type.plural()).put("uid", gone.uid());
        return status;
    }

    ApiAnswer.Full deleteCollection(Call call) {
        DeleteBody body = DeleteBody.read(call.request());
        return rendering.list(
                call.type(),
                registry.deleteCollection(
                        call.type(),
                        call.target().namespace(),
                        ListQuery.parse(
                                call.type(),
                                registry.definitions().selectable(call.type()),
                                call.request().singleQuery()),
                        body.deletion(),
                        call.options("DeleteOptions", body.dryRun())),
                call.request());
    }

    /** Perk writes the definitions of Knative's kinds by itself, as they belong to its program. */
    private static void refuseKnativesDefinitions(Call call) {
        String name = call.target().name();
        boolean isKnatives =
                Kinds.SERVED.stream()
                        .anyMatch(type ->
                                Kinds.isKnative(type) && type.qualifiedPlural().equals(name));
        if (isKnatives && call.type().equals(Kinds.CUSTOM_RESOURCE_DEFINITION)) {
            throw new ApiException(
                    403,
                    "Forbidden",
                    call.type().qualifiedPlural()
                            + " \""
                            + name
                            + "\" is forbidden: the definitions of Knative's kinds are Perk's own",
                    new ApiException.Details(
                            name, call.type().group(), call.type().plural(), "", List.of()));
        }
    }
}
