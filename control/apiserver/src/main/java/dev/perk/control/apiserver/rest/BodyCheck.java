package dev.perk.control.apiserver.rest;

import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import dev.perk.api.Kinds;
import dev.perk.api.ResourceType;
import dev.perk.control.apiserver.definitions.Definitions;
import dev.perk.control.apiserver.schema.FieldCheck;
import dev.perk.control.apiserver.schema.FieldProblem;
import dev.perk.control.apiserver.schema.Message;
import dev.perk.control.apiserver.schema.MessageTable;
import dev.perk.control.apiserver.structural.Pruning;
import dev.perk.kube.Json;
import dev.perk.kube.KubeObject;
import dev.perk.kube.fields.GoText;
import dev.perk.kube.store.ApiException;
import dev.perk.kube.store.ApiException.Cause;
import dev.perk.kube.store.ApiException.Details;
import dev.perk.kube.store.Patch;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.stream.Collectors;

/**
 * Compares bodies with their kinds, and refuses or warns.
 *
 * @param definitions what custom kinds are
 * @param mode what to do with fields that a kind does not have
 * @param warnings is told of them, if the client only wants to know
 */
record BodyCheck(Definitions definitions, FieldValidation mode, Consumer<String> warnings) {

    /**
     * An object that is to be stored as it is.
     *
     * @throws ApiException 400 BadRequest
     */
    void object(ResourceType type, RequestBody.Read body) {
        List<FieldProblem> problems = new ArrayList<>(body.duplicates());
        problems.addAll(problems(type, body.tree()));
        for (FieldProblem problem : problems) {
            if (problem instanceof FieldProblem.WrongType) {
                throw wrongType(type, problem.message());
            }
        }
        strictErrors(problems)
                .ifPresent(errors -> {
                    throw ApiException.badRequest(cannotBeHandled(type, errors));
                });
    }

    /**
     * What has come of a patch. What was wrong before is not the patch's doing.
     *
     * @param duplicates what the patch says twice
     * @throws ApiException 422 Invalid
     */
    void patched(KubeObject old, Patch patch, List<FieldProblem> duplicates, ObjectNode patched) {
        List<FieldProblem> problems = new ArrayList<>(duplicates);
        problems.addAll(problems(old.type(), patched));
        if (problems.isEmpty()) {
            return;
        }
        problems.removeAll(problems(old.type(), old.tree()));
        String value =
                patch instanceof Patch.StrategicMergePatch(ObjectNode changes)
                        ? GoText.of(changes)
                        : patched.toString();
        for (FieldProblem problem : problems) {
            if (problem instanceof FieldProblem.WrongType) {
                throw badPatch(value, problem.message());
            }
        }
        strictErrors(problems)
                .ifPresent(errors -> {
                    throw badPatch(value, errors);
                });
    }

    private Optional<String> strictErrors(List<FieldProblem> problems) {
        if (mode == FieldValidation.WARN) {
            problems.forEach(problem -> warnings.accept(problem.message()));
        }
        return mode == FieldValidation.STRICT && !problems.isEmpty()
                ? Optional.of(
                        problems.stream()
                                .map(FieldProblem::message)
                                .collect(Collectors.joining(", ", "strict decoding error: ", "")))
                : Optional.empty();
    }

    private List<FieldProblem> problems(ResourceType type, ObjectNode body) {
        MessageTable table = MessageTable.of(type);
        return table.kind(type.apiVersion(), type.kind())
                .map(message -> FieldCheck.of(table, message, body))
                .orElseGet(() -> strangers(type, body));
    }

    /** A kind that no table describes: what its schema would prune, and what metadata has not. */
    private List<FieldProblem> strangers(ResourceType type, ObjectNode body) {
        MessageTable table = MessageTable.kubernetes();
        Message any = table.kind("v1", "Namespace").orElseThrow();
        ObjectNode known = Json.object();
        if (body.has("metadata")) {
            known.set("metadata", body.path("metadata"));
        }
        List<FieldProblem> problems = new ArrayList<>(FieldCheck.of(table, any, known));
        definitions
                .structure(type)
                .ifPresent(schema ->
                        Pruning.prune(schema, body.deepCopy())
                                .forEach(path -> problems.add(new FieldProblem.Unknown(path))));
        return problems;
    }

    private static ApiException wrongType(ResourceType type, String message) {
        // Knative's webhook is the first to read its kinds into Go structs.
        return Kinds.isKnative(type)
                ? ApiException.badRequest(
                        "admission webhook \"webhook.serving.knative.dev\" denied the request:"
                                + " mutation failed: cannot decode incoming new object: "
                                + message)
                : ApiException.badRequest(cannotBeHandled(type, message));
    }

    private static String cannotBeHandled(ResourceType type, String why) {
        return type.kind()
                + " in version \""
                + type.version()
                + "\" cannot be handled as a "
                + type.kind()
                + ": "
                + why;
    }

    /** Source: {@code k8s.io/apiserver pkg/endpoints/handlers/patch.go}: no kind, no name. */
    private static ApiException badPatch(String value, String why) {
        String problem = "Invalid value: " + TextNode.valueOf(value) + ": " + why;
        return new ApiException(
                422,
                "Invalid",
                " \"\" is invalid: patch: " + problem,
                new Details(
                        "", "", "", "", List.of(new Cause("FieldValueInvalid", problem, "patch"))));
    }
}
