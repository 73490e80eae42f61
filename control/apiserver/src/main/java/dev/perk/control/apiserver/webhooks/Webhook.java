package dev.perk.control.apiserver.webhooks;

import com.fasterxml.jackson.databind.JsonNode;
import dev.perk.api.ResourceType;
import dev.perk.kube.store.Selector;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * One webhook of a configuration.
 *
 * @param ignoresFailure whether a write goes on if the webhook cannot be asked
 * @param equivalent whether other versions of a resource count, too
 * @param reinvoked whether it wants to see what later webhooks have changed
 * @param dryRunnable whether a dry run may ask it
 * @param conditions CEL expressions that must all hold
 */
public record Webhook(
        String name,
        Place place,
        List<Rule> rules,
        boolean ignoresFailure,
        boolean equivalent,
        boolean reinvoked,
        boolean dryRunnable,
        Selector namespaces,
        Selector objects,
        Duration timeout,
        List<String> conditions) {

    /** Where a webhook is. */
    public sealed interface Place {
        /**
         * PEM of the authorities that may vouch for it; empty for those that the machine trusts.
         */
        String authority();

        record Url(String url, String authority) implements Place {}

        record Service(String namespace, String name, int port, String path, String authority)
                implements Place {}
    }

    /** What a webhook wants to see: everything of the lists, where {@code *} stands for all. */
    public record Rule(
            List<String> operations,
            List<String> groups,
            List<String> versions,
            List<String> resources,
            String scope) {

        boolean matches(String operation, ResourceType type, String subresource) {
            return holds(operations, operation)
                    && holds(groups, type.group())
                    && holds(versions, type.version())
                    && (scope.equals("*") || scope.equals("Namespaced") == type.namespaced())
                    && resources.stream()
                            .anyMatch(resource -> matches(resource, type.plural(), subresource));
        }

        private static boolean matches(String resource, String plural, String subresource) {
            int slash = resource.indexOf('/');
            String main = slash < 0 ? resource : resource.substring(0, slash);
            String part = slash < 0 ? "" : resource.substring(slash + 1);
            return (main.equals("*") || main.equals(plural))
                    && (part.equals("*") || part.equals(subresource));
        }

        private static boolean holds(List<String> wanted, String value) {
            return wanted.contains("*") || wanted.contains(value);
        }
    }

    /** Reads one of a configuration, which has its defaults. */
    static Webhook read(JsonNode webhook) {
        List<Rule> rules = new ArrayList<>();
        webhook.path("rules")
                .forEach(rule ->
                        rules.add(
                                new Rule(
                                        texts(rule.path("operations")),
                                        texts(rule.path("apiGroups")),
                                        texts(rule.path("apiVersions")),
                                        texts(rule.path("resources")),
                                        rule.path("scope").asText("*"))));
        List<String> conditions = new ArrayList<>();
        webhook.path("matchConditions")
                .forEach(condition -> conditions.add(condition.path("expression").asText()));
        return new Webhook(
                webhook.path("name").asText(),
                place(webhook.path("clientConfig")),
                rules,
                webhook.path("failurePolicy").asText().equals("Ignore"),
                !webhook.path("matchPolicy").asText().equals("Exact"),
                webhook.path("reinvocationPolicy").asText().equals("IfNeeded"),
                List.of("None", "NoneOnDryRun").contains(webhook.path("sideEffects").asText()),
                Selector.of(webhook.path("namespaceSelector")),
                Selector.of(webhook.path("objectSelector")),
                Duration.ofSeconds(webhook.path("timeoutSeconds").asInt(10)),
                conditions);
    }

    private static Place place(JsonNode client) {
        JsonNode service = client.path("service");
        String authority = client.path("caBundle").asText();
        return service.isObject()
                ? new Place.Service(
                        service.path("namespace").asText(),
                        service.path("name").asText(),
                        service.path("port").asInt(443),
                        service.path("path").asText(),
                        authority)
                : new Place.Url(client.path("url").asText(), authority);
    }

    private static List<String> texts(JsonNode list) {
        return list.valueStream().map(JsonNode::asText).toList();
    }
}
