package dev.perk.control.apiserver.rest;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.perk.api.ResourceType;
import dev.perk.control.apiserver.auth.ServiceAccountTokens;
import dev.perk.control.apiserver.auth.ServiceAccountTokens.Verdict;
import dev.perk.control.apiserver.auth.User;
import dev.perk.control.apiserver.rbac.Authorizer;
import dev.perk.kube.Json;
import dev.perk.kube.store.ApiException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** Questions that are posted like objects and answered at once: who is this, and what may they? */
final class Reviews {
    private static final String AUTHENTICATION = "authentication.k8s.io";
    private static final String AUTHORIZATION = "authorization.k8s.io";

    private static final ResourceType SELF_SUBJECT_REVIEW =
            type(AUTHENTICATION, "SelfSubjectReview", false);
    private static final ResourceType TOKEN_REVIEW = type(AUTHENTICATION, "TokenReview", false);
    static final ResourceType LOCAL_SUBJECT_ACCESS_REVIEW =
            type(AUTHORIZATION, "LocalSubjectAccessReview", true);
    static final ResourceType SELF_SUBJECT_ACCESS_REVIEW =
            type(AUTHORIZATION, "SelfSubjectAccessReview", false);
    private static final ResourceType SELF_SUBJECT_RULES_REVIEW =
            type(AUTHORIZATION, "SelfSubjectRulesReview", false);
    private static final ResourceType SUBJECT_ACCESS_REVIEW =
            type(AUTHORIZATION, "SubjectAccessReview", false);

    /** In the order of discovery. */
    static final List<ResourceType> ALL =
            List.of(
                    SELF_SUBJECT_REVIEW,
                    TOKEN_REVIEW,
                    LOCAL_SUBJECT_ACCESS_REVIEW,
                    SELF_SUBJECT_ACCESS_REVIEW,
                    SELF_SUBJECT_RULES_REVIEW,
                    SUBJECT_ACCESS_REVIEW);

    private final Authorizer authorizer;
    private final ServiceAccountTokens tokens;

    Reviews(Authorizer authorizer, ServiceAccountTokens tokens) {
        this.authorizer = authorizer;
        this.tokens = tokens;
    }

    private static ResourceType type(String group, String kind, boolean namespaced) {
        String singular = kind.toLowerCase(Locale.ROOT);
        return new ResourceType(
                group,
                "v1",
                kind,
                singular + "s",
                singular,
                List.of(),
                List.of(),
                namespaced,
                List.of(),
                false);
    }

    static Optional<ResourceType> find(String apiVersion, String plural) {
        return ALL.stream()
                .filter(type ->
                        type.apiVersion().equals(apiVersion) && type.plural().equals(plural))
                .findFirst();
    }

    /**
     * Answers a request for a review, which its sender may ask for.
     *
     * @throws ApiException 405 MethodNotAllowed, 404 NotFound, 400 BadRequest, 422 Invalid
     */
    ApiAnswer.Full answer(ResourceType type, Target target, ApiRequest request) {
        if (type.namespaced() == target.namespace().isEmpty()) {
            throw Refusals.noSuchResource();
        }
        if (!request.method().equals("POST") || !target.isCollection()) {
            throw Refusals.methodNotAllowed();
        }
        ObjectNode review = RequestBody.object(request, type.kind()).tree().deepCopy();
        review.put("apiVersion", type.apiVersion()).put("kind", type.kind());
        review.withObject("/metadata").putNull("creationTimestamp");
        review.remove("status");
        ObjectNode status = status(type, target, review, request.user());
        review.set("status", status);
        return Rendering.plain(201, review, request);
    }

    private ObjectNode status(ResourceType type, Target target, ObjectNode review, User sender) {
        ObjectNode status = Json.object();
        if (type.equals(SELF_SUBJECT_REVIEW)) {
            status.set("userInfo", sender.info());
        } else if (type.equals(TOKEN_REVIEW)) {
            verify(review, status);
        } else if (type.equals(SELF_SUBJECT_RULES_REVIEW)) {
            rules(review, sender, status);
        } else {
            var question = AccessQuestion.read(type, target.namespace(), review, sender);
            var decision = authorizer.authorize(question.user(), question.attributes());
            status.put("allowed", decision.allowed());
            if (!decision.reason().isEmpty()) {
                status.put("reason", decision.reason());
            }
        }
        return status;
    }

    /** Source: {@code kubernetes pkg/registry/authentication/tokenreview/storage.go}. */
    private void verify(ObjectNode review, ObjectNode status) {
        String token = review.at("/spec/token").asText();
        if (token.isEmpty()) {
            throw ApiException.badRequest("token is required for TokenReview in authentication");
        }
        List<String> audiences = new ArrayList<>();
        review.at("/spec/audiences").forEach(audience -> audiences.add(audience.asText()));
        List<String> wanted = audiences.isEmpty() ? ServiceAccountTokens.API_AUDIENCES : audiences;
        switch (tokens.verify(token, wanted)) {
            case Verdict.Valid(User user, List<String> shared) -> {
                status.put("authenticated", true).set("user", user.info());
                shared.forEach(status.putArray("audiences")::add);
            }
            case Verdict.Invalid(String why) -> {
                status.putObject("user");
                status.put("error", "[invalid bearer token, " + why + "]");
            }
        }
    }

    /** Source: {@code kubernetes pkg/registry/authorization/selfsubjectrulesreview/rest.go}. */
    private void rules(ObjectNode review, User sender, ObjectNode status) {
        String namespace = review.at("/spec/namespace").asText();
        if (namespace.isEmpty()) {
            throw ApiException.badRequest("no namespace on request");
        }
        Authorizer.Held held = authorizer.held(sender, namespace);
        var resources = status.putArray("resourceRules");
        var paths = status.putArray("nonResourceRules");
        for (ObjectNode rule : held.trees()) {
            (rule.has("nonResourceURLs") ? paths : resources).add(rule);
        }
        status.put("incomplete", !held.errors().isEmpty());
        if (!held.errors().isEmpty()) {
            status.put("evaluationError", held.error());
        }
    }
}
