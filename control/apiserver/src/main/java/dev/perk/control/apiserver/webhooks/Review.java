package dev.perk.control.apiserver.webhooks;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.NullNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.perk.api.ResourceType;
import dev.perk.control.apiserver.auth.User;
import dev.perk.control.apiserver.registry.Admission.Attempt;
import dev.perk.control.apiserver.registry.Admission.Operation;
import dev.perk.kube.Json;
import dev.perk.kube.KubeObject;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Base64;
import java.util.List;
import java.util.Optional;

/**
 * An {@code admission.k8s.io/v1 AdmissionReview}: what is asked, and what is answered.
 *
 * <p>Source: {@code k8s.io/apiserver pkg/admission/plugin/webhook/request}.
 */
final class Review {
    private static final String API_VERSION = "admission.k8s.io/v1";
    private static final String KIND = "AdmissionReview";

    private Review() {}

    /**
     * @param type the kind in the version that the webhook knows
     * @param object as it would be stored; for a deletion nothing
     */
    static ObjectNode request(
            String uid, Attempt attempt, ResourceType type, Optional<KubeObject> object) {
        ObjectNode review = Json.object().put("kind", KIND).put("apiVersion", API_VERSION);
        ObjectNode request = review.putObject("request").put("uid", uid);
        request.set("kind", kind(type));
        request.set("resource", resource(type));
        if (!attempt.subresource().isEmpty()) {
            request.put("subResource", attempt.subresource());
        }
        request.set("requestKind", kind(attempt.type()));
        request.set("requestResource", resource(attempt.type()));
        if (!attempt.subresource().isEmpty()) {
            request.put("requestSubResource", attempt.subresource());
        }
        request.put("name", attempt.name().name());
        if (!attempt.name().namespace().isEmpty()) {
            request.put("namespace", attempt.name().namespace());
        }
        request.put("operation", attempt.operation().name());
        request.set("userInfo", user(attempt.user()));
        request.set("object", tree(object, type));
        request.set("oldObject", tree(attempt.old(), type));
        request.put("dryRun", attempt.dryRun());
        request.putObject("options")
                .put("kind", options(attempt.operation()))
                .put("apiVersion", "meta.k8s.io/v1");
        return review;
    }

    private static JsonNode tree(Optional<KubeObject> object, ResourceType type) {
        return object.<JsonNode>map(each -> each.in(type).tree()).orElse(NullNode.getInstance());
    }

    private static String options(Operation operation) {
        return switch (operation) {
            case CREATE -> "CreateOptions";
            case UPDATE -> "UpdateOptions";
            case DELETE -> "DeleteOptions";
        };
    }

    private static ObjectNode kind(ResourceType type) {
        return Json.object()
                .put("group", type.group())
                .put("version", type.version())
                .put("kind", type.kind());
    }

    private static ObjectNode resource(ResourceType type) {
        return Json.object()
                .put("group", type.group())
                .put("version", type.version())
                .put("resource", type.plural());
    }

    private static ObjectNode user(User user) {
        ObjectNode info = Json.object().put("username", user.name());
        if (!user.uid().isEmpty()) {
            info.put("uid", user.uid());
        }
        user.groups().forEach(info.putArray("groups")::add);
        return info;
    }

    /** What a webhook says. */
    sealed interface Verdict {
        /**
         * @param patch operations of a JSON patch; empty for none
         */
        record Allowed(ArrayNode patch, List<String> warnings) implements Verdict {}

        /**
         * @param status as the webhook wrote it; empty if it did not
         */
        record Denied(JsonNode status, List<String> warnings) implements Verdict {}

        /** It is no answer. */
        record Nonsense(String why) implements Verdict {}
    }

    /**
     * @param uid that the answer must repeat
     */
    static Verdict verdict(byte[] body, String uid, boolean mutating) {
        JsonNode review;
        try {
            review = Json.read(body);
        } catch (UncheckedIOException e) {
            return new Verdict.Nonsense(
                    "couldn't get version/kind; json parse error: " + e.getMessage());
        }
        String found =
                review.path("apiVersion").asText() + ", Kind=" + review.path("kind").asText();
        if (!found.equals(API_VERSION + ", Kind=" + KIND)) {
            return new Verdict.Nonsense(
                    "expected webhook response of "
                            + API_VERSION
                            + ", Kind="
                            + KIND
                            + ", got "
                            + found);
        }
        JsonNode response = review.path("response");
        if (!response.isObject()) {
            return new Verdict.Nonsense("webhook response was absent");
        }
        String repeated = response.path("uid").asText();
        if (!repeated.equals(uid)) {
            return new Verdict.Nonsense(
                    "expected response.uid=\"" + uid + "\", got \"" + repeated + "\"");
        }
        List<String> warnings =
                response.path("warnings").valueStream().map(JsonNode::asText).toList();
        if (!response.path("allowed").asBoolean()) {
            return new Verdict.Denied(response.path("status"), warnings);
        }
        return patch(response, mutating, warnings);
    }

    private static Verdict patch(JsonNode response, boolean mutating, List<String> warnings) {
        String patch = response.path("patch").asText();
        String type = response.path("patchType").asText();
        if (patch.isEmpty()) {
            return type.isEmpty()
                    ? new Verdict.Allowed(Json.mapper().createArrayNode(), warnings)
                    : new Verdict.Nonsense(
                            "webhook returned response.patchType but not response.patch");
        }
        if (!mutating) {
            return new Verdict.Nonsense("validating webhook may not return response.patch");
        }
        if (!type.equals("JSONPatch")) {
            return new Verdict.Nonsense(
                    type.isEmpty()
                            ? "webhook returned response.patch but not response.patchType"
                            : "unsupported patch type \"" + type + "\"");
        }
        try {
            JsonNode operations = Json.mapper().readTree(Base64.getDecoder().decode(patch));
            return operations instanceof ArrayNode array
                    ? new Verdict.Allowed(array, warnings)
                    : new Verdict.Nonsense("the patch is no JSON array");
        } catch (IOException | IllegalArgumentException e) {
            return new Verdict.Nonsense("the patch cannot be read: " + e.getMessage());
        }
    }
}
