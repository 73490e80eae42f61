package dev.perk.control.apiserver.rbac;

import dev.perk.control.apiserver.auth.User;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * Nobody gives what they do not have.
 *
 * <p>Source: {@code kubernetes pkg/registry/rbac/validation/rule.go}, {@code
 * k8s.io/component-helpers auth/rbac/validation}.
 */
final class Escalation {
    private Escalation() {}

    /**
     * What {@code user} would give away without having it, as a refusal says it; empty if nothing.
     *
     * @param held what the user has where the permissions would hold
     */
    static Optional<String> refusal(User user, Authorizer.Held held, List<PolicyRule> given) {
        List<PolicyRule> missing =
                given.stream()
                        .flatMap(rule -> rule.parts().stream())
                        .filter(part -> held.rules().stream().noneMatch(rule -> rule.covers(part)))
                        .toList();
        if (missing.isEmpty()) {
            return Optional.empty();
        }
        String listed =
                compact(missing).stream()
                        .map(PolicyRule::toString)
                        .distinct()
                        .sorted()
                        .collect(Collectors.joining("\n"));
        return Optional.of(
                "user "
                        + GoText.quoted(user.name())
                        + " (groups="
                        + GoText.quoted(user.groups())
                        + ") is attempting to grant RBAC permissions not currently held:\n"
                        + listed
                        + (held.errors().isEmpty()
                                ? ""
                                : "; resolution errors: ["
                                        + String.join(", ", held.errors())
                                        + "]"));
    }

    /** One group and one resource, for which several verbs can stand in one rule. */
    private record Thing(String group, String resource) {}

    /** The same rules, fewer: those that only differ in their verb are one. */
    static List<PolicyRule> compact(List<PolicyRule> parts) {
        List<PolicyRule> compact = new ArrayList<>();
        Map<Thing, Integer> places = new HashMap<>();
        for (PolicyRule part : parts) {
            boolean simple = part.resources().size() == 1 && part.resourceNames().isEmpty();
            if (!simple) {
                compact.add(part);
                continue;
            }
            var thing = new Thing(part.apiGroups().getFirst(), part.resources().getFirst());
            Integer place = places.putIfAbsent(thing, compact.size());
            if (place == null) {
                compact.add(part);
            } else {
                compact.set(place, withVerb(compact.get(place), part.verbs().getFirst()));
            }
        }
        return compact;
    }

    private static PolicyRule withVerb(PolicyRule rule, String verb) {
        if (rule.verbs().contains(verb)) {
            return rule;
        }
        List<String> verbs = new ArrayList<>(rule.verbs());
        verbs.add(verb);
        return PolicyRule.ofResources(verbs, rule.apiGroups(), rule.resources());
    }
}
