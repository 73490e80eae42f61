package dev.perk.control.apiserver.rest;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.perk.api.Kinds;
import dev.perk.api.ResourceType;
import dev.perk.control.apiserver.registry.Deleted;
import dev.perk.control.apiserver.registry.ListQuery;
import dev.perk.control.apiserver.registry.Registry;
import dev.perk.kube.Json;
import dev.perk.kube.KubeObject;
import dev.perk.kube.patch.Patches;
import dev.perk.kube.store.ApiException;
import dev.perk.kube.store.Patch;
import dev.perk.kube.store.Subresource;
import java.util.List;

/** Answers POST, PUT, PATCH and DELETE for objects and their parts. */
final class Writing {
    private static final String JSON_PATCH = "application/json-patch+json";
    private static final String MERGE_PATCH = "application/merge-patch+json";
    private static final String STRATEGIC_PATCH = "application/strategic-merge-patch+json";
    private static final String APPLY_PATCH = "application/apply-patch+yaml";

    private final Registry registry;
    private final Rendering rendering;

    Writing(Registry registry, Rendering rendering) {
        this.registry = registry;
        this.rendering = rendering;
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
        Patch patch = patchOf(call);
        if (part != Subresource.SCALE) {
            BodyCheck check = call.bodyCheck(registry.definitions(), "PatchOptions");
            switch (patch) {
                case Patch.MergePatch(ObjectNode changes) -> check.patch(call.type(), changes);
                case Patch.StrategicMergePatch(ObjectNode changes) ->
                        check.patch(call.type(), changes);
                // Its operations say nothing by themselves: what comes of them is looked at.
                case Patch.JsonPatch _ ->
                        registry.get(call.key())
                                .map(object ->
                                        Patches.apply(
                                                registry.definitions().fieldType(call.type()),
                                                object.tree(),
                                                patch))
                                .ifPresent(result -> check.patch(call.type(), result));
            }
        }
        KubeObject patched = registry.patch(call.key(), patch, part, call.options("PatchOptions"));
        return shown(call, patched, part);
    }

    private static Patch patchOf(Call call) {
        String accepted =
                JSON_PATCH
                        + ", "
                        + MERGE_PATCH
                        + (call.type().custom() ? "" : ", " + STRATEGIC_PATCH);
        String type = call.request().contentType();
        if (type.equals(APPLY_PATCH)) {
            throw new ApiException(
                    415,
                    "UnsupportedMediaType",
                    "server-side apply is not built into Perk yet - accepted media types include: "
                            + accepted,
                    ApiException.Details.NONE);
        }
        boolean known =
                type.equals(JSON_PATCH)
                        || type.equals(MERGE_PATCH)
                        || (type.equals(STRATEGIC_PATCH) && !call.type().custom());
        if (!known) {
            throw Refusals.unsupportedMediaType(accepted);
        }
        JsonNode body = RequestBody.patch(call.request());
        return switch (body) {
            case ArrayNode operations when type.equals(JSON_PATCH) ->
                    new Patch.JsonPatch(operations);
            case ObjectNode changes when type.equals(MERGE_PATCH) -> new Patch.MergePatch(changes);
            case ObjectNode changes when type.equals(STRATEGIC_PATCH) ->
                    new Patch.StrategicMergePatch(changes);
            default ->
                    throw ApiException.badRequest(
                            "error decoding patch: expected "
                                    + (type.equals(JSON_PATCH) ? "an array" : "an object")
                                    + ", got "
                                    + RequestBody.jsonType(body));
        };
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
