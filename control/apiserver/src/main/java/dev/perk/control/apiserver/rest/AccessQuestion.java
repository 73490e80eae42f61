package dev.perk.control.apiserver.rest;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.perk.api.ResourceKey;
import dev.perk.api.ResourceType;
import dev.perk.control.apiserver.auth.User;
import dev.perk.control.apiserver.rbac.Attributes;
import dev.perk.kube.store.ApiException;
import dev.perk.kube.store.FieldError;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What an access review asks: may this user do that?
 *
 * <p>Source: {@code kubernetes pkg/apis/authorization/validation}, {@code
 * pkg/registry/authorization/util}.
 */
record AccessQuestion(User user, Attributes attributes) {

    /**
     * @param namespace of the URL, for a review that belongs to one
     * @param sender whom a review is about that names nobody
     * @throws ApiException 422 Invalid
     */
    static AccessQuestion read(
            ResourceType type, String namespace, ObjectNode review, User sender) {
        JsonNode spec = review.path("spec");
        boolean self = type.equals(Reviews.SELF_SUBJECT_ACCESS_REVIEW);
        List<FieldError> problems = new ArrayList<>();
        checkAttributes(spec, problems);
        if (!self && spec.path("user").asText().isEmpty() && spec.path("groups").isEmpty()) {
            problems.add(
                    FieldError.invalidText(
                            "spec.user", "", "at least one of user or group must be specified"));
        }
        if (type.equals(Reviews.LOCAL_SUBJECT_ACCESS_REVIEW)) {
            checkLocal(spec, namespace, problems);
        }
        if (!problems.isEmpty()) {
            throw ApiException.invalid(ResourceKey.of(type, namespace, ""), problems);
        }
        return new AccessQuestion(self ? sender : user(spec), attributes(spec));
    }

    private static void checkAttributes(JsonNode spec, List<FieldError> problems) {
        boolean resource = spec.path("resourceAttributes").isObject();
        boolean path = spec.path("nonResourceAttributes").isObject();
        if (resource && path) {
            problems.add(
                    FieldError.invalid(
                            "spec.nonResourceAttributes",
                            spec.path("nonResourceAttributes").toString(),
                            "cannot be specified in combination with resourceAttributes"));
        } else if (!resource && !path) {
            problems.add(
                    FieldError.invalid(
                            "spec.resourceAttributes",
                            "\"null\"",
                            "exactly one of nonResourceAttributes or resourceAttributes must be"
                                    + " specified"));
        }
    }

    private static void checkLocal(JsonNode spec, String namespace, List<FieldError> problems) {
        JsonNode resource = spec.path("resourceAttributes");
        String said = resource.path("namespace").asText();
        if (resource.isObject() && !said.equals(namespace)) {
            problems.add(
                    FieldError.invalidText(
                            "spec.resourceAttributes.namespace",
                            said,
                            "must match metadata.namespace"));
        }
        if (spec.path("nonResourceAttributes").isObject()) {
            problems.add(
                    FieldError.invalid(
                            "spec.nonResourceAttributes",
                            spec.path("nonResourceAttributes").toString(),
                            "disallowed on this kind of request"));
        }
    }

    private static User user(JsonNode spec) {
        List<String> groups = new ArrayList<>();
        spec.path("groups").forEach(group -> groups.add(group.asText()));
        Map<String, List<String>> extra = new LinkedHashMap<>();
        spec.path("extra")
                .properties()
                .forEach(entry ->
                        extra.put(
                                entry.getKey(),
                                entry.getValue().valueStream().map(JsonNode::asText).toList()));
        return new User(spec.path("user").asText(), spec.path("uid").asText(), groups, extra);
    }

    private static Attributes attributes(JsonNode spec) {
        JsonNode resource = spec.path("resourceAttributes");
        if (!resource.isObject()) {
            JsonNode path = spec.path("nonResourceAttributes");
            return new Attributes.NonResource(
                    path.path("verb").asText(), path.path("path").asText());
        }
        return new Attributes.Resource(
                resource.path("verb").asText(),
                resource.path("group").asText(),
                resource.path("resource").asText(),
                resource.path("subresource").asText(),
                resource.path("namespace").asText(),
                resource.path("name").asText());
    }
}
