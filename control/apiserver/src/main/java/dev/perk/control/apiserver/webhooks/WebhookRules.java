package dev.perk.control.apiserver.webhooks;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.perk.control.apiserver.cel.Expression;
import dev.perk.kube.NameSyntax;
import dev.perk.kube.store.FieldError;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * What is wrong with a configuration that has its defaults already.
 *
 * <p>Source: {@code kubernetes pkg/apis/admissionregistration/validation}, {@code k8s.io/apiserver
 * pkg/util/webhook/validation.go}.
 */
public final class WebhookRules {
    private static final Set<String> REVIEWS = Set.of("v1", "v1beta1");
    private static final String REVIEWS_TEXT = "v1, v1beta1";

    private final JsonNode webhook;
    private final String at;
    private final List<FieldError> out;

    private WebhookRules(JsonNode webhook, String at, List<FieldError> out) {
        this.webhook = webhook;
        this.at = at;
        this.out = out;
    }

    public static void check(
            ObjectNode configuration, Optional<ObjectNode> old, List<FieldError> out) {
        Set<String> names = new HashSet<>();
        JsonNode webhooks = configuration.path("webhooks");
        for (int i = 0; i < webhooks.size(); i++) {
            String at = "webhooks[" + i + "]";
            var rules = new WebhookRules(webhooks.path(i), at, out);
            String name = webhooks.path(i).path("name").asText();
            rules.name(name);
            if (!names.add(name)) {
                out.add(FieldError.duplicate(at + ".name", "\"" + name + "\""));
            }
            rules.reviewVersions();
            rules.choice("failurePolicy", "\"Fail\", \"Ignore\"", Set.of("Fail", "Ignore"));
            rules.choice("matchPolicy", "\"Equivalent\", \"Exact\"", Set.of("Equivalent", "Exact"));
            rules.sideEffects();
            rules.timeout();
            rules.client();
            rules.operations();
            rules.conditions();
        }
    }

    private void name(String name) {
        List<String> problems = NameSyntax.subdomain(name);
        if (name.isEmpty()) {
            out.add(FieldError.required(at + ".name", ""));
        } else if (!problems.isEmpty()) {
            out.add(FieldError.invalidText(at + ".name", name, String.join(",", problems)));
        } else if (name.split("\\.", -1).length < 3) {
            out.add(
                    FieldError.invalidText(
                            at + ".name",
                            name,
                            "should be a domain with at least three segments separated by dots"));
        }
    }

    private void reviewVersions() {
        JsonNode versions = webhook.path("admissionReviewVersions");
        if (versions.isEmpty()) {
            out.add(
                    FieldError.required(
                            at + ".admissionReviewVersions",
                            "must specify one of " + REVIEWS_TEXT));
        } else if (versions.valueStream().noneMatch(each -> each.asText().equals("v1"))) {
            // Upstream also speaks v1beta1, which nobody has needed since Kubernetes 1.16.
            out.add(
                    FieldError.invalid(
                            at + ".admissionReviewVersions",
                            versions.toString(),
                            versions.valueStream().anyMatch(each -> REVIEWS.contains(each.asText()))
                                    ? "must include v1: Perk sends no other"
                                    : "must include at least one of " + REVIEWS_TEXT));
        }
    }

    private void choice(String field, String listed, Set<String> allowed) {
        String value = webhook.path(field).asText();
        if (!allowed.contains(value)) {
            out.add(FieldError.unsupported(at + "." + field, "\"" + value + "\"", listed));
        }
    }

    private void sideEffects() {
        if (webhook.path("sideEffects").asText().isEmpty()) {
            out.add(
                    FieldError.required(
                            at + ".sideEffects", "must specify one of None, NoneOnDryRun"));
        } else {
            choice("sideEffects", "\"None\", \"NoneOnDryRun\"", Set.of("None", "NoneOnDryRun"));
        }
    }

    private void timeout() {
        int seconds = webhook.path("timeoutSeconds").asInt();
        if (seconds < 1 || seconds > 30) {
            out.add(
                    FieldError.invalid(
                            at + ".timeoutSeconds",
                            String.valueOf(seconds),
                            "the timeout value must be between 1 and 30 seconds"));
        }
    }

    private void client() {
        JsonNode client = webhook.path("clientConfig");
        boolean hasUrl = client.hasNonNull("url");
        if (hasUrl == client.path("service").isObject()) {
            out.add(
                    FieldError.required(
                            at + ".clientConfig", "exactly one of url or service is required"));
        } else if (hasUrl) {
            url(client.path("url").asText());
        } else {
            service(client.path("service"));
        }
    }

    private void url(String url) {
        String field = at + ".clientConfig.url";
        String form = "; desired format: https://host[/path]";
        try {
            URI parsed = new URI(url);
            if (!"https".equals(parsed.getScheme())) {
                out.add(
                        FieldError.invalidText(
                                field,
                                String.valueOf(parsed.getScheme()),
                                "'https' is the only allowed URL scheme" + form));
            }
            if (parsed.getHost() == null) {
                out.add(FieldError.invalidText(field, "", "host must be specified" + form));
            }
            if (parsed.getRawQuery() != null) {
                out.add(
                        FieldError.invalidText(
                                field,
                                parsed.getRawQuery(),
                                "query parameters are not permitted in the URL"));
            }
        } catch (URISyntaxException e) {
            out.add(
                    FieldError.required(
                            field, "url must be a valid URL: " + e.getMessage() + form));
        }
    }

    private void service(JsonNode service) {
        String field = at + ".clientConfig.service";
        for (String part : List.of("name", "namespace")) {
            if (service.path(part).asText().isEmpty()) {
                out.add(
                        FieldError.required(
                                field + "." + part, "service " + part + " is required"));
            }
        }
        String path = service.path("path").asText();
        if (!path.isEmpty() && !path.startsWith("/")) {
            out.add(FieldError.invalidText(field + ".path", path, "must start with a '/'"));
        }
        int port = service.path("port").asInt();
        if (port < 1 || port > 65535) {
            out.add(
                    FieldError.invalid(
                            field + ".port",
                            String.valueOf(port),
                            "port is not valid: must be between 1 and 65535, inclusive"));
        }
    }

    private void operations() {
        JsonNode rules = webhook.path("rules");
        for (int i = 0; i < rules.size(); i++) {
            for (String field : List.of("operations", "apiGroups", "apiVersions", "resources")) {
                if (rules.path(i).path(field).isEmpty()) {
                    out.add(FieldError.required(at + ".rules[" + i + "]." + field, ""));
                }
            }
        }
    }

    private void conditions() {
        JsonNode conditions = webhook.path("matchConditions");
        for (int i = 0; i < conditions.size(); i++) {
            String text = conditions.path(i).path("expression").asText();
            if (Expression.compile(text, List.of("object", "oldObject", "request"))
                    instanceof Expression.Compiled.Refused(String why)) {
                out.add(
                        FieldError.invalidText(
                                at + ".matchConditions[" + i + "].expression",
                                text,
                                "compilation failed: " + why));
            }
        }
    }
}
