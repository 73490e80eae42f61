package dev.perk.request.gateway;

import com.fasterxml.jackson.databind.JsonNode;
import dev.perk.api.NamespacedName;
import dev.perk.request.gateway.IngressRules.Path;
import dev.perk.request.gateway.IngressRules.Rule;
import dev.perk.request.gateway.IngressRules.Split;
import dev.perk.request.gateway.IngressRules.Tls;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * Reads an Ingress spec and checks what routing relies on. Source: knative/networking {@code
 * pkg/apis/networking/v1alpha1/ingress_{types,validation}.go}.
 */
final class IngressParser {
    private final NamespacedName ingress;

    IngressParser(NamespacedName ingress) {
        this.ingress = ingress;
    }

    IngressRules parse(JsonNode spec) {
        List<Rule> rules = new ArrayList<>();
        for (JsonNode rule : nonEmpty(spec, "rules", "spec")) {
            rules.add(rule(rule, "spec.rules[" + rules.size() + "]"));
        }
        List<Tls> tls = new ArrayList<>();
        for (JsonNode entry : spec.path("tls")) {
            tls.add(
                    new Tls(
                            hosts(entry),
                            new NamespacedName(
                                    entry.path("secretNamespace").asText(),
                                    entry.path("secretName").asText())));
        }
        return new IngressRules(
                ingress, rules, tls, httpOption(spec), IngressVersion.of(ingress, spec));
    }

    private HttpOption httpOption(JsonNode spec) {
        String option = spec.path("httpOption").asText();
        return switch (option) {
            case "", "Enabled" -> HttpOption.ENABLED;
            case "Redirected" -> HttpOption.REDIRECTED;
            default -> throw wrong("spec.httpOption", option, "Enabled or Redirected");
        };
    }

    private Rule rule(JsonNode rule, String where) {
        List<Path> paths = new ArrayList<>();
        for (JsonNode path : nonEmpty(rule.path("http"), "paths", where + ".http")) {
            paths.add(path(path, where + ".http.paths[" + paths.size() + "]"));
        }
        return new Rule(hosts(rule), visibility(rule, where), paths);
    }

    private Visibility visibility(JsonNode rule, String where) {
        String visibility = rule.path("visibility").asText();
        return switch (visibility) {
            case "", "ExternalIP" -> Visibility.EXTERNAL_IP;
            case "ClusterLocal" -> Visibility.CLUSTER_LOCAL;
            default -> throw wrong(where + ".visibility", visibility, "ExternalIP or ClusterLocal");
        };
    }

    private Path path(JsonNode path, String where) {
        JsonNode splits = nonEmpty(path, "splits", where);
        List<Split> parsed = new ArrayList<>();
        int sum = 0;
        for (JsonNode split : splits) {
            // A share that stands alone may leave out that it is everything.
            int percent =
                    splits.size() == 1 && !split.has("percent")
                            ? 100
                            : split.path("percent").asInt();
            if (percent < 0 || percent > 100) {
                throw wrong(where + ".splits[" + parsed.size() + "].percent", percent, "0 to 100");
            }
            sum += percent;
            parsed.add(
                    new Split(
                            new NamespacedName(
                                    split.path("serviceNamespace").asText(),
                                    split.path("serviceName").asText()),
                            split.path("servicePort").asText(),
                            percent,
                            strings(split.path("appendHeaders"))));
        }
        if (sum != 100) {
            throw wrong(where + ".splits: percents sum up to", sum, "100");
        }
        String rewriteHost = path.path("rewriteHost").asText();
        return new Path(
                path.path("path").asText().isEmpty() ? "/" : path.path("path").asText(),
                exactHeaders(path.path("headers")),
                rewriteHost.isEmpty() ? Optional.empty() : Optional.of(rewriteHost),
                strings(path.path("appendHeaders")),
                parsed);
    }

    private static List<String> hosts(JsonNode node) {
        List<String> hosts = new ArrayList<>();
        node.path("hosts").forEach(host -> hosts.add(host.asText().toLowerCase(Locale.ROOT)));
        return hosts;
    }

    private static Map<String, String> exactHeaders(JsonNode headers) {
        Map<String, String> exact = new TreeMap<>();
        headers.properties()
                .forEach(match ->
                        exact.put(match.getKey(), match.getValue().path("exact").asText()));
        return exact;
    }

    private static Map<String, String> strings(JsonNode object) {
        Map<String, String> strings = new TreeMap<>();
        object.properties()
                .forEach(entry -> strings.put(entry.getKey(), entry.getValue().asText()));
        return strings;
    }

    private JsonNode nonEmpty(JsonNode parent, String field, String where) {
        JsonNode list = parent.path(field);
        if (!list.isArray() || list.isEmpty()) {
            throw wrong(where + "." + field, list.isArray() ? "[]" : "nothing", "1 or more");
        }
        return list;
    }

    private IllegalArgumentException wrong(String where, Object found, String expected) {
        return new IllegalArgumentException(
                "Ingress "
                        + ingress
                        + ": "
                        + where
                        + " = "
                        + found
                        + " (expected: "
                        + expected
                        + ")");
    }
}
