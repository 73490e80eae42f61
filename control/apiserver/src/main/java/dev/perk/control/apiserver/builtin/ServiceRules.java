package dev.perk.control.apiserver.builtin;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.perk.api.admission.Trees;
import dev.perk.api.validation.NameRules;
import dev.perk.kube.store.FieldError;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Services. Node ports and load balancers do not exist in this home, and are refused rather than
 * accepted and never served. Source: {@code kubernetes pkg/apis/core/validation}.
 */
final class ServiceRules {
    private static final String CLUSTER_IP = "ClusterIP";
    private static final String EXTERNAL_NAME = "ExternalName";
    private static final Set<String> TYPES = Set.of(CLUSTER_IP, EXTERNAL_NAME);
    private static final Set<String> AFFINITIES = Set.of("None", "ClientIP");

    private ServiceRules() {}

    static void check(ObjectNode service, Optional<ObjectNode> old, List<FieldError> out) {
        JsonNode spec = service.path("spec");
        String type = spec.path("type").asText();
        if (!TYPES.contains(type)) {
            out.add(
                    FieldError.unsupported(
                            "spec.type", quoted(type), "\"ClusterIP\", \"ExternalName\""));
        }
        String affinity = spec.path("sessionAffinity").asText();
        if (!AFFINITIES.contains(affinity)) {
            out.add(
                    FieldError.unsupported(
                            "spec.sessionAffinity", quoted(affinity), "\"ClientIP\", \"None\""));
        }
        boolean headless = spec.path("clusterIP").asText().equals("None");
        if (type.equals(EXTERNAL_NAME)) {
            checkExternalName(spec.path("externalName").asText(), out);
        } else if (spec.path("ports").isEmpty() && !headless) {
            out.add(FieldError.required("spec.ports", ""));
        }
        checkPorts(Trees.objects(spec, "ports"), out);
        checkSelector(spec.path("selector"), out);
        old.ifPresent(before -> checkAddressKept(before.path("spec"), spec, out));
    }

    private static void checkExternalName(String name, List<FieldError> out) {
        String plain = name.endsWith(".") ? name.substring(0, name.length() - 1) : name;
        if (plain.isEmpty()) {
            out.add(FieldError.required("spec.externalName", ""));
            return;
        }
        for (String complaint : NameRules.dnsSubdomain(plain)) {
            out.add(FieldError.invalidText("spec.externalName", plain, complaint));
        }
    }

    private static void checkPorts(List<ObjectNode> ports, List<FieldError> out) {
        Set<String> names = new HashSet<>();
        Set<String> numbers = new HashSet<>();
        for (int i = 0; i < ports.size(); i++) {
            ObjectNode port = ports.get(i);
            String at = "spec.ports[" + i + "]";
            String name = port.path("name").asText();
            if (name.isEmpty()) {
                if (ports.size() > 1) {
                    out.add(FieldError.required(at + ".name", ""));
                }
            } else {
                for (String complaint : NameRules.dnsLabel(name)) {
                    out.add(FieldError.invalidText(at + ".name", name, complaint));
                }
                if (!names.add(name)) {
                    out.add(FieldError.duplicate(at + ".name", quoted(name)));
                }
            }
            PortRules.checkNumber(port.path("port").asInt(), at + ".port", out);
            PortRules.checkProtocol(port.path("protocol").asText(), at + ".protocol", out);
            PortRules.checkTarget(port.path("targetPort"), at + ".targetPort", out);
            String number = port.path("protocol").asText() + "/" + port.path("port").asInt();
            if (!numbers.add(number)) {
                out.add(
                        FieldError.duplicate(
                                at,
                                "v1.ServicePort{Protocol:\""
                                        + port.path("protocol").asText()
                                        + "\", Port:"
                                        + port.path("port").asInt()
                                        + "}"));
            }
        }
    }

    private static void checkSelector(JsonNode selector, List<FieldError> out) {
        for (var label : selector.properties()) {
            for (String complaint : NameRules.label(label.getKey(), label.getValue().asText())) {
                out.add(FieldError.invalidText("spec.selector", label.getKey(), complaint));
            }
        }
    }

    private static void checkAddressKept(JsonNode before, JsonNode after, List<FieldError> out) {
        boolean stays =
                before.path("type").asText().equals(CLUSTER_IP)
                        && after.path("type").asText().equals(CLUSTER_IP);
        String had = before.path("clusterIP").asText();
        String has = after.path("clusterIP").asText();
        if (stays && !had.isEmpty() && !had.equals(has)) {
            out.add(
                    FieldError.invalid(
                            "spec.clusterIPs[0]",
                            "[]string{" + quoted(has) + "}",
                            "may not change once set"));
        }
    }

    private static String quoted(String text) {
        return "\"" + text + "\"";
    }
}
