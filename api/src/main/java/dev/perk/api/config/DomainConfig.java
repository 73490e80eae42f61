package dev.perk.api.config;

import com.fasterxml.jackson.databind.JsonNode;
import dev.perk.api.Labels;
import dev.perk.api.text.Parsed;
import dev.perk.api.text.Yaml;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.TreeMap;

/**
 * {@code config-domain}: the domain under which each route is reachable.
 *
 * <p>Source: {@code knative/serving pkg/reconciler/route/config/domain.go}.
 *
 * @param rules by domain; at least one selects everything
 * @param clusterDomain the suffix of names inside the cluster, such as {@code cluster.local}
 */
public record DomainConfig(Map<String, Rule> rules, String clusterDomain) {

    /**
     * Which routes a domain is for.
     *
     * @param selector labels that a route must have, empty for every route
     * @param type {@code wildcard} where one certificate may cover the domain
     */
    public record Rule(Map<String, String> selector, String type) {
        public Rule {
            selector = Map.copyOf(selector);
        }

        boolean matches(Map<String, String> labels) {
            return labels.entrySet().containsAll(selector.entrySet());
        }
    }

    public static final String NAME = "config-domain";
    public static final String WILDCARD = "wildcard";
    private static final String CLUSTER_LOCAL = "cluster-local";

    /** No domain of one's own: every route is local to the cluster. */
    public static final DomainConfig DEFAULT = parse(Map.of(), ServingConfig.CLUSTER_DOMAIN);

    public DomainConfig {
        rules = Map.copyOf(rules);
    }

    /**
     * @throws InvalidConfigException with every problem
     */
    public static DomainConfig parse(Map<String, String> data, String clusterDomain) {
        return read(new ConfigMapReader(NAME, data), clusterDomain);
    }

    static DomainConfig read(ConfigMapReader in, String clusterDomain) {
        Map<String, Rule> rules = new TreeMap<>();
        boolean hasDefault = false;
        for (var entry : in.everything().entrySet()) {
            switch (Yaml.parse(entry.getValue())) {
                case Parsed.Bad<JsonNode>(String why) ->
                        in.require(false, entry.getKey() + ": " + why);
                case Parsed.Good<JsonNode>(JsonNode rule) -> {
                    Map<String, String> selector = strings(rule.path("selector"));
                    hasDefault |= selector.isEmpty();
                    String type = selector.isEmpty() ? WILDCARD : rule.path("type").asText();
                    rules.put(entry.getKey(), new Rule(selector, type));
                }
            }
        }
        if (!hasDefault) {
            rules.put("svc." + clusterDomain, new Rule(Map.of(), WILDCARD));
        }
        in.throwIfInvalid();
        return new DomainConfig(rules, clusterDomain);
    }

    private static Map<String, String> strings(JsonNode map) {
        Map<String, String> strings = new LinkedHashMap<>();
        map.properties().forEach(entry -> strings.put(entry.getKey(), entry.getValue().asText()));
        return strings;
    }

    /**
     * The domain for a route with these labels: the one whose rule asks for most of them, and of
     * several the first in alphabetical order.
     */
    public String domainFor(Map<String, String> labels) {
        if (CLUSTER_LOCAL.equals(labels.get(Labels.VISIBILITY))) {
            return clusterLocal();
        }
        return rules.entrySet().stream()
                .filter(entry -> entry.getValue().matches(labels))
                .max(
                        Comparator.<Map.Entry<String, Rule>>comparingInt(
                                        entry -> entry.getValue().selector().size())
                                .thenComparing(Map.Entry::getKey, Comparator.reverseOrder()))
                .map(Map.Entry::getKey)
                .orElseThrow(() -> new IllegalStateException("no default domain in " + rules));
    }

    /** The domain of routes that stay inside the cluster. */
    public String clusterLocal() {
        return "svc." + clusterDomain;
    }
}
