package dev.perk.control.apiserver.rest;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.perk.control.apiserver.registry.Registry;
import dev.perk.control.apiserver.registry.WriteOptions;
import dev.perk.control.apiserver.schema.FieldProblem;
import dev.perk.kube.KubeObject;
import dev.perk.kube.store.ApiException;
import dev.perk.kube.store.FieldError;
import dev.perk.kube.store.Patch;
import dev.perk.kube.store.Subresource;
import java.util.List;
import java.util.stream.Collectors;

/**
 * Answers PATCH, in all its kinds.
 *
 * <p>Source: {@code k8s.io/apiserver pkg/endpoints/handlers/patch.go}.
 */
final class Patching {
    private static final String JSON_PATCH = "application/json-patch+json";
    private static final String MERGE_PATCH = "application/merge-patch+json";
    private static final String STRATEGIC_PATCH = "application/strategic-merge-patch+json";
    private static final String APPLY_PATCH = "application/apply-patch+yaml";
    private static final String OPTIONS = "PatchOptions";

    private final Registry registry;
    private final Rendering rendering;
    private final AccessControl access;

    Patching(Registry registry, Rendering rendering, AccessControl access) {
        this.registry = registry;
        this.access = access;
        this.rendering = rendering;
    }

    ApiAnswer.Full answer(Call call, Subresource part) {
        if (call.request().contentType().equals(APPLY_PATCH)) {
            return apply(call, part);
        }
        if (call.request().parameter("force").isPresent()) {
            throw invalid(
                    FieldError.forbidden("force", "may not be specified for non-apply patch"));
        }
        checkKnown(call);
        RequestBody.Document body = RequestBody.patch(call.request());
        Patch patch = patch(call, body.tree());
        BodyCheck check = call.bodyCheck(registry.definitions(), OPTIONS);
        WriteOptions options = call.options(OPTIONS);
        KubeObject patched =
                part == Subresource.SCALE
                        ? registry.patch(call.key(), patch, part, options)
                        : registry.patch(
                                call.key(),
                                patch,
                                part,
                                options,
                                (old, wanted) ->
                                        check.patched(old, patch, body.duplicates(), wanted));
        return shown(call, 200, patched, part);
    }

    private ApiAnswer.Full shown(Call call, int status, KubeObject object, Subresource part) {
        return part == Subresource.SCALE
                ? rendering.scale(object, registry.scale(object), call.request())
                : rendering.object(status, object, call.request());
    }

    private static void checkKnown(Call call) {
        String type = call.request().contentType();
        boolean known =
                type.equals(JSON_PATCH)
                        || type.equals(MERGE_PATCH)
                        || (type.equals(STRATEGIC_PATCH) && !call.type().custom());
        if (!known) {
            throw Refusals.unsupportedMediaType(
                    JSON_PATCH
                            + ", "
                            + MERGE_PATCH
                            + (call.type().custom() ? "" : ", " + STRATEGIC_PATCH)
                            + ", "
                            + APPLY_PATCH);
        }
    }

    private static Patch patch(Call call, JsonNode body) {
        String type = call.request().contentType();
        return switch (body) {
            case ArrayNode operations when type.equals(JSON_PATCH) ->
                    new Patch.JsonPatch(operations);
            case ObjectNode changes when type.equals(MERGE_PATCH) -> new Patch.MergePatch(changes);
            case ObjectNode changes when type.equals(STRATEGIC_PATCH) ->
                    new Patch.StrategicMergePatch(changes);
            default ->
                    throw ApiException.badRequest(
                            "error decoding patch: json: cannot unmarshal "
                                    + RequestBody.jsonType(body)
                                    + " into Go value of type "
                                    + (type.equals(JSON_PATCH)
                                            ? "[]handlers.jsonPatchOp"
                                            : "map[string]interface {}"));
        };
    }

    private ApiAnswer.Full apply(Call call, Subresource part) {
        if (call.request().query("fieldManager").isEmpty()) {
            throw invalid(FieldError.required("fieldManager", "is required for apply patch"));
        }
        WriteOptions options = call.options(OPTIONS);
        FieldValidation validation =
                FieldValidation.parse(call.request().query("fieldValidation"), OPTIONS);
        RequestBody.Document body = RequestBody.configuration(call.request());
        if (!(body.tree() instanceof ObjectNode config)) {
            throw ApiException.badRequest(
                    "error decoding YAML: json: cannot unmarshal "
                            + RequestBody.jsonType(body.tree())
                            + " into Go value of type map[string]interface {}");
        }
        checkDuplicates(body.duplicates(), validation, call);
        Registry.Written written =
                registry.apply(
                        call.key(),
                        config,
                        part,
                        call.request().isSet("force"),
                        options,
                        () -> access.checkCreates(call.request()));
        return shown(call, written.created() ? 201 : 200, written.object(), part);
    }

    private static void checkDuplicates(
            List<FieldProblem> duplicates, FieldValidation validation, Call call) {
        if (duplicates.isEmpty() || validation == FieldValidation.IGNORE) {
            return;
        }
        String problems =
                duplicates.stream().map(FieldProblem::message).collect(Collectors.joining(", "));
        if (validation == FieldValidation.STRICT) {
            throw ApiException.badRequest("error strict decoding YAML: " + problems);
        }
        call.warnings().add(problems);
    }

    private static ApiException invalid(FieldError problem) {
        return ApiException.invalidOptions(OPTIONS, List.of(problem));
    }
}
