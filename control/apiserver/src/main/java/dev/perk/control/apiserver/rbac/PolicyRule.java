package dev.perk.control.apiserver.rbac;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.perk.kube.Json;
import java.util.ArrayList;
import java.util.List;

/**
 * One permission of a role: these verbs on these resources, or on these paths.
 *
 * <p>Source: {@code kubernetes pkg/apis/rbac/v1/evaluation_helpers.go}.
 *
 * @param verbs {@code *} is every verb
 * @param apiGroups {@code *} is every group
 * @param resources {@code pods}, {@code pods/log}, {@code *} for all, <code>*&#47;log</code> for
 *     that part of all
 * @param resourceNames empty for objects of any name
 * @param nonResourceUrls paths; one that ends in {@code *} is every path that begins so
 */
public record PolicyRule(
        List<String> verbs,
        List<String> apiGroups,
        List<String> resources,
        List<String> resourceNames,
        List<String> nonResourceUrls) {
    static final String ALL = "*";

    /** Everything there is. */
    static final List<PolicyRule> FULL_AUTHORITY =
            List.of(
                    ofResources(List.of(ALL), List.of(ALL), List.of(ALL)),
                    ofPaths(List.of(ALL), List.of(ALL)));

    public PolicyRule {
        verbs = List.copyOf(verbs);
        apiGroups = List.copyOf(apiGroups);
        resources = List.copyOf(resources);
        resourceNames = List.copyOf(resourceNames);
        nonResourceUrls = List.copyOf(nonResourceUrls);
    }

    static PolicyRule ofResources(
            List<String> verbs, List<String> apiGroups, List<String> resources) {
        return new PolicyRule(verbs, apiGroups, resources, List.of(), List.of());
    }

    static PolicyRule ofPaths(List<String> verbs, List<String> paths) {
        return new PolicyRule(verbs, List.of(), List.of(), List.of(), paths);
    }

    static PolicyRule read(JsonNode rule) {
        return new PolicyRule(
                texts(rule, "verbs"),
                texts(rule, "apiGroups"),
                texts(rule, "resources"),
                texts(rule, "resourceNames"),
                texts(rule, "nonResourceURLs"));
    }

    /** The rules of a Role or ClusterRole. */
    static List<PolicyRule> readAll(JsonNode role) {
        return role.path("rules").valueStream().map(PolicyRule::read).toList();
    }

    private static List<String> texts(JsonNode rule, String field) {
        return rule.path(field).valueStream().map(JsonNode::asText).toList();
    }

    /** As roles hold it. */
    ObjectNode tree() {
        ObjectNode tree = Json.object();
        put(tree, "apiGroups", apiGroups);
        put(tree, "nonResourceURLs", nonResourceUrls);
        put(tree, "resourceNames", resourceNames);
        put(tree, "resources", resources);
        put(tree, "verbs", verbs);
        return tree;
    }

    private static void put(ObjectNode tree, String field, List<String> texts) {
        if (!texts.isEmpty()) {
            texts.forEach(tree.putArray(field)::add);
        }
    }

    /** Whether it permits what is asked for. */
    boolean allows(Attributes asked) {
        return has(verbs, asked.verb())
                && switch (asked) {
                    case Attributes.Resource resource ->
                            has(apiGroups, resource.group())
                                    && hasResource(resource)
                                    && hasName(resource.name());
                    case Attributes.NonResource(_, String path) -> hasPath(path);
                };
    }

    private static boolean has(List<String> permitted, String one) {
        return permitted.contains(ALL) || permitted.contains(one);
    }

    private boolean hasResource(Attributes.Resource asked) {
        return has(resources, asked.path())
                || (!asked.subresource().isEmpty()
                        && resources.contains("*/" + asked.subresource()));
    }

    private boolean hasName(String name) {
        return resourceNames.isEmpty() || resourceNames.contains(name);
    }

    private boolean hasPath(String path) {
        for (String permitted : nonResourceUrls) {
            boolean begins =
                    permitted.endsWith(ALL)
                            && path.startsWith(permitted.substring(0, permitted.length() - 1));
            if (begins || permitted.equals(path)) {
                return true;
            }
        }
        return false;
    }

    /** It as rules of one verb, one group and so on each, which can be compared one by one. */
    List<PolicyRule> parts() {
        List<PolicyRule> parts = new ArrayList<>();
        for (String verb : verbs) {
            for (String group : apiGroups) {
                for (String resource : resources) {
                    if (resourceNames.isEmpty()) {
                        parts.add(ofResources(List.of(verb), List.of(group), List.of(resource)));
                    }
                    for (String name : resourceNames) {
                        parts.add(
                                new PolicyRule(
                                        List.of(verb),
                                        List.of(group),
                                        List.of(resource),
                                        List.of(name),
                                        List.of()));
                    }
                }
            }
            for (String path : nonResourceUrls) {
                parts.add(ofPaths(List.of(verb), List.of(path)));
            }
        }
        return parts;
    }

    /**
     * Whether it permits everything that {@code part} does.
     *
     * @param part of one verb and so on, from {@link #parts}
     */
    boolean covers(PolicyRule part) {
        if (!has(verbs, part.verbs.getFirst())) {
            return false;
        }
        if (!part.nonResourceUrls.isEmpty()) {
            return hasPath(part.nonResourceUrls.getFirst());
        }
        String resource = part.resources.getFirst();
        int slash = resource.indexOf('/');
        boolean named =
                resourceNames.isEmpty()
                        || (!part.resourceNames.isEmpty()
                                && resourceNames.contains(part.resourceNames.getFirst()));
        return has(apiGroups, part.apiGroups.getFirst())
                && (has(resources, resource)
                        || (slash >= 0 && resources.contains("*" + resource.substring(slash))))
                && named;
    }

    /** As refusals list it: {@code {APIGroups:["apps"], Resources:["deployments"], …}}. */
    @Override
    public String toString() {
        List<String> fields = new ArrayList<>();
        describe(fields, "APIGroups", apiGroups);
        describe(fields, "Resources", resources);
        describe(fields, "NonResourceURLs", nonResourceUrls);
        describe(fields, "ResourceNames", resourceNames);
        describe(fields, "Verbs", verbs);
        return "{" + String.join(", ", fields) + "}";
    }

    private static void describe(List<String> fields, String name, List<String> texts) {
        if (!texts.isEmpty()) {
            fields.add(name + ":" + GoText.quoted(texts));
        }
    }
}
