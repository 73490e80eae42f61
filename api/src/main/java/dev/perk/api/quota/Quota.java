package dev.perk.api.quota;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.perk.api.Kinds;
import dev.perk.api.ResourceType;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * A ResourceQuota, read.
 *
 * <p>Source: {@code kubernetes staging/src/k8s.io/apiserver/pkg/admission/plugin/resourcequota}.
 *
 * @param name its own
 * @param hard the most that may be used
 * @param scopes which pods it is about
 */
public record Quota(String name, Usage hard, List<PodScope> scopes) {

    public Quota {
        scopes = List.copyOf(scopes);
    }

    /** What its spec says. */
    public static Quota of(JsonNode quota) {
        List<PodScope> scopes = new ArrayList<>();
        JsonNode spec = quota.path("spec");
        spec.path("scopes").forEach(scope -> scopes.add(PodScope.of(scope.asText())));
        spec.path("scopeSelector")
                .path("matchExpressions")
                .forEach(expression -> scopes.add(PodScope.read(expression)));
        return new Quota(
                quota.path("metadata").path("name").asText(),
                Usage.read(spec.path("hard")),
                scopes);
    }

    public Set<String> names() {
        return hard.amounts().keySet();
    }

    /** What an object of this kind uses of it; a quota with scopes is about pods only. */
    public Usage use(ResourceType type, JsonNode object) {
        boolean concerned =
                scopes.isEmpty()
                        || (type.equals(Kinds.POD)
                                && scopes.stream().allMatch(scope -> scope.matches(object)));
        return concerned ? Usage.of(type, object).only(names()) : Usage.NONE;
    }

    /** What may happen to a new object. */
    public sealed interface Answer {
        /** It uses nothing of this quota. */
        record Unconcerned() implements Answer {}

        /**
         * @param status of the quota when it exists
         */
        record Granted(ObjectNode status) implements Answer {}

        record Refused(String why) implements Answer {}
    }

    /**
     * Whether there is room for a new object.
     *
     * @param status what the quota's status says, which counts what exists
     */
    public Answer ask(ResourceType type, JsonNode object, JsonNode status) {
        Usage wanted = use(type, object);
        if (wanted.amounts().isEmpty()) {
            return new Answer.Unconcerned();
        }
        if (type.equals(Kinds.POD)) {
            String missing = PodUsage.missing(object, names());
            if (!missing.isEmpty()) {
                return new Answer.Refused("failed quota: " + name + ": " + missing);
            }
        }
        Set<String> uncounted =
                wanted.amounts().keySet().stream()
                        .filter(each -> !status.path("used").has(each))
                        .collect(Collectors.toSet());
        if (!uncounted.isEmpty()) {
            return new Answer.Refused(
                    "status unknown for quota: "
                            + name
                            + ", resources: "
                            + uncounted.stream().sorted().collect(Collectors.joining(",")));
        }
        Usage used = Usage.read(status.path("used"));
        Usage limits = Usage.read(status.path("hard"));
        Usage then = used.plus(wanted);
        Set<String> over = then.only(wanted.amounts().keySet()).over(limits);
        if (!over.isEmpty()) {
            return new Answer.Refused(
                    "exceeded quota: "
                            + name
                            + ", requested: "
                            + wanted.only(over)
                            + ", used: "
                            + used.only(over)
                            + ", limited: "
                            + limits.only(over));
        }
        ObjectNode changed = status.deepCopy();
        then.writeTo(changed.putObject("used"));
        return new Answer.Granted(changed);
    }
}
