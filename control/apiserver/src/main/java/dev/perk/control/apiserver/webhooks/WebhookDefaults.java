package dev.perk.control.apiserver.webhooks;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;

/**
 * What a configuration says without saying it.
 *
 * <p>Source: {@code kubernetes pkg/apis/admissionregistration/v1/defaults.go}.
 */
public final class WebhookDefaults {
    private WebhookDefaults() {}

    /** Changes a MutatingWebhookConfiguration in place. */
    public static void mutating(ObjectNode configuration) {
        validating(configuration);
        for (JsonNode each : configuration.path("webhooks")) {
            text(each, "reinvocationPolicy", "Never");
        }
    }

    /** Changes a ValidatingWebhookConfiguration in place. */
    public static void validating(ObjectNode configuration) {
        for (JsonNode each : configuration.path("webhooks")) {
            text(each, "failurePolicy", "Fail");
            text(each, "matchPolicy", "Equivalent");
            object(each, "namespaceSelector");
            object(each, "objectSelector");
            number(each, "timeoutSeconds", 10);
            number(each.path("clientConfig").path("service"), "port", 443);
            each.path("rules").forEach(rule -> text(rule, "scope", "*"));
        }
    }

    private static void text(JsonNode into, String field, String value) {
        if (into instanceof ObjectNode object && !object.hasNonNull(field)) {
            object.put(field, value);
        }
    }

    private static void number(JsonNode into, String field, int value) {
        if (into instanceof ObjectNode object && !object.hasNonNull(field)) {
            object.put(field, value);
        }
    }

    private static void object(JsonNode into, String field) {
        if (into instanceof ObjectNode object && !object.hasNonNull(field)) {
            object.putObject(field);
        }
    }
}
