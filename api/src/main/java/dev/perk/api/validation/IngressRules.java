package dev.perk.api.validation;

import static dev.perk.api.validation.JsonFields.text;

import com.fasterxml.jackson.databind.JsonNode;
import dev.perk.api.admission.Write;
import dev.perk.api.config.ServingConfig;
import java.util.List;
import java.util.Set;

/**
 * Knative's Ingress. Source: {@code knative/networking
 * pkg/apis/networking/v1alpha1/ingress_validation.go}.
 */
final class IngressRules {
    private static final Set<String> HTTP_OPTIONS = Set.of("", "Enabled", "Redirected");
    private static final int WHOLE = 100;

    private final String namespace;
    private final FieldErrors out;

    private IngressRules(String namespace, FieldErrors out) {
        this.namespace = namespace;
        this.out = out;
    }

    static void check(Write write, ServingConfig config, FieldErrors out) {
        JsonNode spec = write.object().path("spec");
        String namespace = write.object().path("metadata").path("namespace").asText();
        new IngressRules(namespace, out).checkSpec(spec);
    }

    private void checkSpec(JsonNode spec) {
        if (Semantic.isEmpty(spec)) {
            out.missing(FieldPath.SPEC);
            return;
        }
        List<JsonNode> rules = JsonFields.items(spec.path("rules"));
        if (rules.isEmpty()) {
            out.missing(FieldPath.SPEC.field("rules"));
        }
        for (int i = 0; i < rules.size(); i++) {
            checkRule(rules.get(i), FieldPath.SPEC.field("rules").index(i));
        }
        List<JsonNode> tls = JsonFields.items(spec.path("tls"));
        for (int i = 0; i < tls.size(); i++) {
            checkTls(tls.get(i), FieldPath.SPEC.field("tls").index(i));
        }
        String option = text(spec, "httpOption");
        if (!HTTP_OPTIONS.contains(option)) {
            out.invalidValue(option, FieldPath.SPEC.field("httpOption"));
        }
    }

    private void checkTls(JsonNode tls, FieldPath at) {
        if (Semantic.isEmpty(tls)) {
            out.missing(at);
            return;
        }
        require(tls, "secretName", at);
        require(tls, "secretNamespace", at);
    }

    private void require(JsonNode object, String field, FieldPath at) {
        if (text(object, field).isEmpty()) {
            out.missing(at.field(field));
        }
    }

    private void checkRule(JsonNode rule, FieldPath at) {
        if (Semantic.isEmpty(rule)) {
            out.missing(at);
        } else if (!JsonFields.isPresent(rule.path("http"))) {
            out.missing(at.field("http"));
        } else {
            List<JsonNode> paths = JsonFields.items(rule.path("http").path("paths"));
            FieldPath below = at.field("http.paths");
            if (paths.isEmpty()) {
                out.missing(below);
            }
            for (int i = 0; i < paths.size(); i++) {
                checkPath(paths.get(i), below.index(i));
            }
        }
    }

    private void checkPath(JsonNode path, FieldPath at) {
        if (Semantic.isEmpty(path)) {
            out.missing(at);
            return;
        }
        List<JsonNode> splits = JsonFields.items(path.path("splits"));
        if (splits.isEmpty()) {
            out.missing(at.field("splits"));
            return;
        }
        int sum = 0;
        for (int i = 0; i < splits.size(); i++) {
            if (!checkSplit(splits.get(i), at.field("splits").index(i))) {
                return;
            }
            sum += splits.get(i).path("percent").asInt();
        }
        boolean singleWithoutPercent = splits.size() == 1 && sum == 0;
        if (sum != WHOLE && !singleWithoutPercent) {
            out.error(
                    "traffic split percentage must total to 100, but was " + sum,
                    at.field("splits"));
        }
    }

    /** Whether it is fine; one that is not makes the sum meaningless. */
    private boolean checkSplit(JsonNode split, FieldPath at) {
        if (Semantic.isEmpty(split)) {
            out.missing(at);
            return false;
        }
        int percent = split.path("percent").asInt();
        boolean percentFine = percent >= 0 && percent <= WHOLE;
        if (!percentFine) {
            out.invalidValue(percent, at.field("percent"));
        }
        boolean namespaceFine = text(split, "serviceNamespace").equals(namespace);
        if (!namespaceFine) {
            out.error(
                    "service namespace must match ingress namespace", at.field("serviceNamespace"));
        }
        require(split, "serviceName", at);
        String port = text(split, "servicePort");
        boolean portFine = !port.isEmpty() && !port.equals("0");
        if (!portFine) {
            out.missing(at.field("servicePort"));
        }
        return percentFine && namespaceFine && portFine && !text(split, "serviceName").isEmpty();
    }
}
