package dev.perk.control.apiserver.builtin;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.perk.api.admission.Trees;
import dev.perk.api.validation.NameRules;
import dev.perk.kube.store.FieldError;
import java.util.List;
import java.util.Optional;

/**
 * Kubernetes' Ingresses, their classes, and NetworkPolicies. Source: {@code kubernetes
 * pkg/apis/networking/validation}.
 */
final class NetworkingRules {
    private static final List<String> PATH_TYPES =
            List.of("Exact", "ImplementationSpecific", "Prefix");
    private static final List<String> POLICY_TYPES = List.of("Egress", "Ingress");
    private static final List<String> PROTOCOLS = List.of("SCTP", "TCP", "UDP");

    private NetworkingRules() {}

    static void ingress(ObjectNode ingress, Optional<ObjectNode> old, List<FieldError> out) {
        JsonNode spec = ingress.path("spec");
        List<ObjectNode> rules = Trees.objects(spec, "rules");
        if (rules.isEmpty() && Trees.isAbsent(spec, "defaultBackend")) {
            out.add(
                    FieldError.invalid(
                            "spec",
                            "[]networking.IngressRule(nil)",
                            "either `defaultBackend` or `rules` must be specified"));
        }
        if (spec.path("defaultBackend") instanceof ObjectNode backend) {
            backend(backend, "spec.defaultBackend", out);
        }
        for (int i = 0; i < rules.size(); i++) {
            String at = "spec.rules[" + i + "]";
            host(rules.get(i).path("host").asText(), at + ".host", out);
            List<ObjectNode> paths = Trees.objects(rules.get(i).path("http"), "paths");
            if (rules.get(i).has("http") && paths.isEmpty()) {
                out.add(FieldError.required(at + ".http.paths", ""));
            }
            for (int j = 0; j < paths.size(); j++) {
                path(paths.get(j), at + ".http.paths[" + j + "]", out);
            }
        }
    }

    private static void host(String host, String at, List<FieldError> out) {
        // One star may stand for the first label.
        String plain = host.startsWith("*.") ? host.substring(2) : host;
        if (!plain.isEmpty()) {
            for (String complaint : NameRules.dnsSubdomain(plain)) {
                out.add(FieldError.invalidText(at, host, complaint));
            }
        }
    }

    private static void path(ObjectNode path, String at, List<FieldError> out) {
        String type = path.path("pathType").asText();
        String text = path.path("path").asText();
        if (type.isEmpty()) {
            out.add(FieldError.required(at + ".pathType", "pathType must be specified"));
        } else {
            PodSpecRules.oneOf(path, "pathType", PATH_TYPES, at, out);
        }
        boolean mayBeEmpty = !type.equals("Exact") && !type.equals("Prefix");
        if (!text.startsWith("/") && !(mayBeEmpty && text.isEmpty())) {
            out.add(FieldError.invalidText(at + ".path", text, "must be an absolute path"));
        }
        backend(path.path("backend"), at + ".backend", out);
    }

    private static void backend(JsonNode backend, String at, List<FieldError> out) {
        JsonNode service = backend.path("service");
        boolean hasResource = backend.path("resource").isObject();
        if (hasResource && service.isObject()) {
            out.add(
                    FieldError.invalidText(
                            at, "", "cannot set both resource and service backends"));
        } else if (!hasResource && !service.isObject()) {
            out.add(FieldError.required(at, "must specify a resource or a service"));
        } else if (service.isObject()) {
            if (service.path("name").asText().isEmpty()) {
                out.add(FieldError.required(at + ".service.name", ""));
            }
            boolean named = !service.at("/port/name").asText().isEmpty();
            boolean numbered = service.at("/port/number").asInt() != 0;
            if (named && numbered) {
                out.add(
                        FieldError.invalidText(
                                at + ".service.port",
                                service.at("/port/name").asText(),
                                "cannot set both port name & port number"));
            } else if (!named && !numbered) {
                out.add(
                        FieldError.required(
                                at + ".service.port", "port name or number is required"));
            }
        }
    }

    static void ingressClass(
            ObjectNode ingressClass, Optional<ObjectNode> old, List<FieldError> out) {
        String controller = ingressClass.path("spec").path("controller").asText();
        if (controller.isEmpty()) {
            out.add(FieldError.required("spec.controller", ""));
        } else if (!controller.contains("/")) {
            out.add(
                    FieldError.invalidText(
                            "spec.controller",
                            controller,
                            "must be a domain-prefixed path (such as \"acme.io/foo\")"));
        }
        boolean isChanged =
                old.filter(before ->
                                !before.path("spec").path("controller").asText().equals(controller))
                        .isPresent();
        if (isChanged) {
            out.add(FieldError.invalidText("spec.controller", controller, "field is immutable"));
        }
    }

    static void networkPolicy(ObjectNode policy, Optional<ObjectNode> old, List<FieldError> out) {
        JsonNode spec = policy.path("spec");
        for (JsonNode type : spec.path("policyTypes")) {
            if (!POLICY_TYPES.contains(type.asText())) {
                out.add(
                        FieldError.unsupported(
                                "spec.policyTypes",
                                "\"" + type.asText() + "\"",
                                "\"Egress\", \"Ingress\""));
            }
        }
        for (String direction : List.of("ingress", "egress")) {
            List<ObjectNode> rules = Trees.objects(spec, direction);
            for (int i = 0; i < rules.size(); i++) {
                String at = "spec." + direction + "[" + i + "]";
                List<ObjectNode> ports = Trees.objects(rules.get(i), "ports");
                for (int j = 0; j < ports.size(); j++) {
                    port(ports.get(j), at + ".ports[" + j + "]", out);
                }
                String peers = direction.equals("ingress") ? "from" : "to";
                List<ObjectNode> all = Trees.objects(rules.get(i), peers);
                for (int j = 0; j < all.size(); j++) {
                    peer(all.get(j), at + "." + peers + "[" + j + "]", out);
                }
            }
        }
    }

    private static void port(ObjectNode port, String at, List<FieldError> out) {
        PodSpecRules.oneOf(port, "protocol", PROTOCOLS, at, out);
        if (port.path("endPort").isNumber()
                && port.path("endPort").asInt() < port.path("port").asInt()) {
            out.add(
                    FieldError.invalid(
                            at + ".endPort",
                            port.path("endPort").asText(),
                            "must be greater than or equal to `port`"));
        }
    }

    private static void peer(ObjectNode peer, String at, List<FieldError> out) {
        JsonNode block = peer.path("ipBlock");
        boolean selects = peer.has("podSelector") || peer.has("namespaceSelector");
        if (!block.isObject() && !selects) {
            out.add(FieldError.required(at, "must specify a peer"));
        } else if (block.isObject() && selects) {
            out.add(FieldError.forbidden(at, "may not specify both ipBlock and another peer"));
        } else if (block.isObject() && block.path("cidr").asText().isEmpty()) {
            out.add(FieldError.required(at + ".ipBlock.cidr", ""));
        }
    }
}
