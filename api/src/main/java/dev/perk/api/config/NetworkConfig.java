package dev.perk.api.config;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.perk.api.text.GoQuote;
import dev.perk.api.text.GoTemplate;
import dev.perk.api.text.Parsed;
import dev.perk.api.text.Yaml;
import java.time.Duration;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * {@code config-network}: how routes are named and exposed.
 *
 * <p>Source: {@code knative/networking pkg/config/config.go}.
 *
 * @param rolloutDuration over how long traffic moves to a new revision; zero: at once
 * @param namespaceWildcardCertSelector a label selector for the namespaces whose routes share a
 *     wildcard certificate; empty: none do
 * @param defaultExternalScheme of URLs that have no certificate
 */
public record NetworkConfig(
        String ingressClass,
        String certificateClass,
        GoTemplate domainTemplate,
        GoTemplate tagTemplate,
        Duration rolloutDuration,
        boolean externalDomainTls,
        boolean clusterLocalDomainTls,
        boolean systemInternalTls,
        HttpProtocol httpProtocol,
        Optional<JsonNode> namespaceWildcardCertSelector,
        boolean autocreateClusterDomainClaims,
        boolean enableMeshPodAddressability,
        MeshCompatibility meshCompatibility,
        String defaultExternalScheme) {

    /** What happens to plain HTTP where a certificate exists. */
    public enum HttpProtocol {
        ENABLED,
        /** Deprecated upstream, and still read. */
        DISABLED,
        REDIRECTED
    }

    /** Whether pods are reached by their own address or through their Service. */
    public enum MeshCompatibility {
        /** Always through the Service. */
        ENABLED,
        /** Always by their own address. */
        DISABLED,
        /** By their own address, unless a mesh is in the way. */
        AUTO
    }

    public static final String NAME = "config-network";
    private static final GoTemplate DOMAIN = GoTemplate.of("{{.Name}}.{{.Namespace}}.{{.Domain}}");
    private static final GoTemplate TAG = GoTemplate.of("{{.Tag}}-{{.Name}}");

    public static final NetworkConfig DEFAULT = parse(Map.of());

    /**
     * @throws InvalidConfigException with every problem
     */
    public static NetworkConfig parse(Map<String, String> data) {
        return read(new ConfigMapReader(NAME, data));
    }

    static NetworkConfig read(ConfigMapReader in) {
        in.alsoKnownAs("ingress-class", "ingress.class")
                .alsoKnownAs("certificate-class", "certificate.class")
                .alsoKnownAs("domain-template", "domainTemplate")
                .alsoKnownAs("tag-template", "tagTemplate")
                .alsoKnownAs("rollout-duration", "rolloutDuration")
                .alsoKnownAs("external-domain-tls", "auto-tls", "autoTLS")
                .alsoKnownAs("http-protocol", "httpProtocol")
                .alsoKnownAs("autocreate-cluster-domain-claims", "autocreateClusterDomainClaims")
                .alsoKnownAs("default-external-scheme", "defaultExternalScheme");
        long rolloutSeconds = in.wholeNumber("rollout-duration", 0);
        in.require(
                rolloutSeconds >= 0,
                "rollout-duration must be a positive integer, but was " + rolloutSeconds);
        boolean internalEncryption = in.flag("internal-encryption", false);
        var config =
                new NetworkConfig(
                        in.text("ingress-class", "istio.ingress.networking.knative.dev"),
                        in.text(
                                "certificate-class",
                                "cert-manager.certificate.networking.knative.dev"),
                        template(in, "domain-template", DOMAIN),
                        template(in, "tag-template", TAG),
                        Duration.ofSeconds(Math.max(0, rolloutSeconds)),
                        in.text("external-domain-tls", "").equalsIgnoreCase("enabled"),
                        encryption(in, "cluster-local-domain-tls"),
                        encryption(in, "system-internal-tls") || internalEncryption,
                        httpProtocol(in),
                        namespaceSelector(in),
                        in.flag("autocreate-cluster-domain-claims", false),
                        in.flag("enable-mesh-pod-addressability", false),
                        meshCompatibility(in.text("mesh-compatibility-mode", "auto")),
                        in.text("default-external-scheme", "http"));
        config.checkTemplates(in);
        in.throwIfInvalid();
        return config;
    }

    private static GoTemplate template(ConfigMapReader in, String key, GoTemplate fallback) {
        return switch (GoTemplate.parse(in.text(key, fallback.toString()))) {
            case Parsed.Good<GoTemplate>(GoTemplate template) -> template;
            case Parsed.Bad<GoTemplate>(String why) -> {
                in.require(false, key + ": " + why);
                yield fallback;
            }
        };
    }

    private static boolean encryption(ConfigMapReader in, String key) {
        String mode = in.text(key, "");
        return switch (mode.toLowerCase(Locale.ROOT)) {
            case "enabled" -> true;
            case "", "disabled" -> false;
            default -> {
                in.require(
                        false,
                        key
                                + " with value: "
                                + GoQuote.quote(mode)
                                + " in config-network ConfigMap is not supported");
                yield false;
            }
        };
    }

    private static HttpProtocol httpProtocol(ConfigMapReader in) {
        String protocol = in.text("http-protocol", "");
        return switch (protocol.toLowerCase(Locale.ROOT)) {
            case "", "enabled" -> HttpProtocol.ENABLED;
            case "disabled" -> HttpProtocol.DISABLED;
            case "redirected" -> HttpProtocol.REDIRECTED;
            default -> {
                in.require(
                        false,
                        "httpProtocol "
                                + protocol
                                + " in config-network ConfigMap is not supported");
                yield HttpProtocol.ENABLED;
            }
        };
    }

    /** Unknown modes have always meant auto. */
    private static MeshCompatibility meshCompatibility(String mode) {
        return switch (mode.toLowerCase(Locale.ROOT)) {
            case "enabled" -> MeshCompatibility.ENABLED;
            case "disabled" -> MeshCompatibility.DISABLED;
            default -> MeshCompatibility.AUTO;
        };
    }

    private static Optional<JsonNode> namespaceSelector(ConfigMapReader in) {
        return in.parsed(
                "namespace-wildcard-cert-selector",
                Optional.empty(),
                text ->
                        Yaml.parse(text)
                                .then(tree ->
                                        tree.isNull()
                                                ? Parsed.good(Optional.<JsonNode>empty())
                                                : tree.isObject()
                                                        ? Parsed.good(Optional.of(tree))
                                                        : Parsed.bad(
                                                                tree
                                                                        + " (expected: a label"
                                                                        + " selector)")));
    }

    private void checkTemplates(ConfigMapReader in) {
        switch (host("foo", "bar", "baz.com", Map.of(), Map.of())) {
            case Parsed.Bad<String>(String why) -> in.require(false, "domain-template: " + why);
            case Parsed.Good<String>(String host) -> checkHost(in, "domain", host);
        }
        switch (taggedName("foo", "v2")) {
            case Parsed.Bad<String>(String why) -> in.require(false, "tag-template: " + why);
            case Parsed.Good<String>(String name) -> checkHost(in, "tag", name);
        }
    }

    private static void checkHost(ConfigMapReader in, String template, String rendered) {
        int slash = rendered.indexOf('/');
        String host = slash < 0 ? rendered : rendered.substring(0, slash);
        in.require(!host.isEmpty(), template + " template: empty hostname");
        in.require(
                slash < 0,
                template
                        + " template has url path: "
                        + (slash < 0 ? "" : rendered.substring(slash)));
    }

    /** The host of a route: the domain template filled in. */
    public Parsed<String> host(
            String name,
            String namespace,
            String domain,
            Map<String, String> annotations,
            Map<String, String> labels) {
        ObjectNode values = JsonNodeFactory.instance.objectNode();
        values.put("Name", name).put("Namespace", namespace).put("Domain", domain);
        annotations.forEach(values.putObject("Annotations")::put);
        labels.forEach(values.putObject("Labels")::put);
        return domainTemplate.execute(values);
    }

    /** The name under which a tag of a route is reachable: the tag template filled in. */
    public Parsed<String> taggedName(String name, String tag) {
        ObjectNode values = JsonNodeFactory.instance.objectNode();
        values.put("Name", name).put("Tag", tag);
        return tagTemplate.execute(values);
    }
}
