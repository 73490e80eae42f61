package dev.perk.control.apiserver.rest;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.perk.api.ResourceType;
import dev.perk.control.apiserver.auth.User;
import dev.perk.kube.store.ApiException;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * Questions that are posted like objects and answered at once: who am I, and what may I do?
 *
 * <p>Everybody who is let in is an admin, until there are roles; so every answer is yes.
 */
final class Reviews {
    private static final String AUTHENTICATION = "authentication.k8s.io";
    private static final String AUTHORIZATION = "authorization.k8s.io";

    static final ResourceType SELF_SUBJECT_REVIEW = type(AUTHENTICATION, "SelfSubjectReview");
    static final ResourceType SELF_SUBJECT_ACCESS_REVIEW =
            type(AUTHORIZATION, "SelfSubjectAccessReview");
    static final ResourceType SELF_SUBJECT_RULES_REVIEW =
            type(AUTHORIZATION, "SelfSubjectRulesReview");

    /** In the order of discovery. */
    static final List<ResourceType> ALL =
            List.of(SELF_SUBJECT_REVIEW, SELF_SUBJECT_ACCESS_REVIEW, SELF_SUBJECT_RULES_REVIEW);

    private Reviews() {}

    private static ResourceType type(String group, String kind) {
        String singular = kind.toLowerCase(Locale.ROOT);
        return new ResourceType(
                group,
                "v1",
                kind,
                singular + "s",
                singular,
                List.of(),
                List.of(),
                false,
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
     * Completes {@code review} with its answer.
     *
     * @throws ApiException 501, if {@code user} is not an admin
     */
    static ObjectNode answer(ResourceType type, ObjectNode review, User user) {
        ObjectNode answer = review.deepCopy();
        answer.put("apiVersion", type.apiVersion()).put("kind", type.kind());
        answer.withObject("/metadata").putNull("creationTimestamp");
        ObjectNode status = answer.putObject("status");
        if (type.equals(SELF_SUBJECT_REVIEW)) {
            ObjectNode info = status.putObject("userInfo").put("username", user.name());
            if (!user.uid().isEmpty()) {
                info.put("uid", user.uid());
            }
            var groups = info.putArray("groups");
            user.groups().forEach(groups::add);
            return answer;
        }
        if (!user.mayDoEverything()) {
            throw Refusals.notBuilt("access control for anybody but admins");
        }
        if (type.equals(SELF_SUBJECT_ACCESS_REVIEW)) {
            status.put("allowed", true)
                    .put("reason", "members of system:masters may do everything");
            return answer;
        }
        ObjectNode resources = status.putArray("resourceRules").addObject();
        resources.putArray("verbs").add("*");
        resources.putArray("apiGroups").add("*");
        resources.putArray("resources").add("*");
        ObjectNode paths = status.putArray("nonResourceRules").addObject();
        paths.putArray("verbs").add("*");
        paths.putArray("nonResourceURLs").add("*");
        status.put("incomplete", false);
        return answer;
    }
}
