package dev.perk.control.apiserver.rest;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.perk.kube.Json;
import dev.perk.kube.store.ApiException;
import dev.perk.kube.store.Deletion;
import dev.perk.kube.store.Deletion.Propagation;
import dev.perk.kube.store.FieldError;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Predicate;

/**
 * How a client wants something deleted: from the body, which may lack everything, or from the
 * query.
 *
 * @param dryRun {@code All} or empty
 */
record DeleteBody(Deletion deletion, String dryRun) {
    private static final String KIND = "DeleteOptions";

    /**
     * @throws ApiException 400 BadRequest, 415 UnsupportedMediaType, 422 Invalid
     */
    static DeleteBody read(ApiRequest request) {
        return request.body().isEmpty()
                ? of(fromQuery(request))
                : of(RequestBody.object(request, KIND).tree());
    }

    private static ObjectNode fromQuery(ApiRequest request) {
        ObjectNode options = Json.object();
        request.parameter("propagationPolicy")
                .ifPresent(policy -> options.put("propagationPolicy", policy));
        request.parameter("orphanDependents")
                .ifPresent(orphan -> options.put("orphanDependents", orphan.equals("true")));
        request.parameter("dryRun").ifPresent(dryRun -> options.putArray("dryRun").add(dryRun));
        request.parameter("gracePeriodSeconds")
                .ifPresent(seconds -> options.put("gracePeriodSeconds", number(seconds)));
        return options;
    }

    static DeleteBody of(JsonNode options) {
        checkTypes(options);
        JsonNode grace = options.path("gracePeriodSeconds");
        JsonNode preconditions = options.path("preconditions");
        JsonNode uid = preconditions.path("uid");
        JsonNode revision = preconditions.path("resourceVersion");
        Deletion deletion =
                new Deletion(
                        propagation(options),
                        grace.isIntegralNumber()
                                ? OptionalLong.of(seconds(grace))
                                : OptionalLong.empty(),
                        uid.isTextual() ? Optional.of(uid.asText()) : Optional.empty(),
                        revision.isTextual()
                                ? OptionalLong.of(number(revision.asText()))
                                : OptionalLong.empty());
        return new DeleteBody(deletion, options.path("dryRun").path(0).asText());
    }

    /** A negative one is taken for one second, as upstream does. */
    private static long seconds(JsonNode grace) {
        return grace.asLong() < 0 ? 1 : grace.asLong();
    }

    private static void checkTypes(JsonNode options) {
        checkType(
                options,
                "gracePeriodSeconds",
                "int64",
                node -> node.canConvertToExactIntegral() && node.canConvertToLong());
        checkType(options, "propagationPolicy", "v1.DeletionPropagation", JsonNode::isTextual);
        checkType(options, "orphanDependents", "bool", JsonNode::isBoolean);
        checkType(options, "dryRun", "[]string", JsonNode::isArray);
        checkType(options, "preconditions", "v1.Preconditions", JsonNode::isObject);
    }

    private static void checkType(
            JsonNode options, String field, String goType, Predicate<JsonNode> fits) {
        JsonNode value = options.path(field);
        if (!value.isMissingNode() && !value.isNull() && !fits.test(value)) {
            throw ApiException.badRequest(
                    "json: cannot unmarshal "
                            + RequestBody.jsonType(value)
                            + " into Go struct field DeleteOptions."
                            + field
                            + " of type "
                            + goType);
        }
    }

    private static Propagation propagation(JsonNode options) {
        JsonNode policy = options.path("propagationPolicy");
        JsonNode orphan = options.path("orphanDependents");
        if (policy.isTextual() && orphan.isBoolean()) {
            throw invalid(
                    FieldError.invalidText(
                            "propagationPolicy",
                            policy.asText(),
                            "orphanDependents and deletionPropagation cannot be both set"));
        }
        if (orphan.isBoolean()) {
            return orphan.asBoolean() ? Propagation.ORPHAN : Propagation.BACKGROUND;
        }
        if (!policy.isTextual()) {
            return Propagation.UNSPECIFIED;
        }
        return switch (policy.asText()) {
            case "Foreground" -> Propagation.FOREGROUND;
            case "Background" -> Propagation.BACKGROUND;
            case "Orphan" -> Propagation.ORPHAN;
            default ->
                    throw invalid(
                            FieldError.unsupported(
                                    "propagationPolicy",
                                    "\"" + policy.asText() + "\"",
                                    "\"Foreground\", \"Background\", \"Orphan\", \"nil\""));
        };
    }

    private static long number(String text) {
        try {
            return Long.parseLong(text);
        } catch (NumberFormatException e) {
            throw ApiException.badRequest(
                    "strconv.ParseInt: parsing \"" + text + "\": invalid syntax");
        }
    }

    private static ApiException invalid(FieldError error) {
        return ApiException.invalidOptions(KIND, List.of(error));
    }
}
