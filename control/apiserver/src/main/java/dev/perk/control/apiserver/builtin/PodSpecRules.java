package dev.perk.control.apiserver.builtin;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.perk.api.admission.Trees;
import dev.perk.api.validation.NameRules;
import dev.perk.kube.store.FieldError;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * The spec of Pods and of templates, with its defaults. What only a scheduler or a node could make
 * sense of (affinities, sources of volumes in detail) is left to them. Source: {@code kubernetes
 * pkg/apis/core/validation}.
 */
final class PodSpecRules {
    private static final List<String> RESTART = List.of("Always", "OnFailure", "Never");
    private static final List<String> DNS =
            List.of("ClusterFirstWithHostNet", "ClusterFirst", "Default", "None");

    private PodSpecRules() {}

    static void check(JsonNode spec, String at, List<FieldError> out) {
        Set<String> volumes = checkVolumes(Trees.objects(spec, "volumes"), at + ".volumes", out);
        List<ObjectNode> containers = Trees.objects(spec, "containers");
        if (containers.isEmpty()) {
            out.add(FieldError.required(at + ".containers", ""));
        }
        Set<String> names = new HashSet<>();
        var rules = new ContainerRules(volumes, names, out);
        for (int i = 0; i < containers.size(); i++) {
            rules.check(containers.get(i), at + ".containers[" + i + "]");
        }
        List<ObjectNode> initContainers = Trees.objects(spec, "initContainers");
        for (int i = 0; i < initContainers.size(); i++) {
            rules.check(initContainers.get(i), at + ".initContainers[" + i + "]");
        }
        EphemeralRules.check(spec, at + ".ephemeralContainers", rules, out);
        oneOf(spec, "restartPolicy", RESTART, at, out);
        oneOf(spec, "dnsPolicy", DNS, at, out);
        if (spec.path("terminationGracePeriodSeconds").asLong() < 0) {
            out.add(
                    FieldError.invalid(
                            at + ".terminationGracePeriodSeconds",
                            spec.path("terminationGracePeriodSeconds").asText(),
                            "must be greater than or equal to 0"));
        }
        String account = spec.path("serviceAccountName").asText();
        if (!account.isEmpty()) {
            for (String complaint : NameRules.dnsSubdomain(account)) {
                out.add(FieldError.invalidText(at + ".serviceAccountName", account, complaint));
            }
        }
    }

    /**
     * A field that has one of a few values; its default is one of them.
     *
     * @param at the path of {@code object}; empty if it is the whole
     */
    static void oneOf(
            JsonNode object,
            String field,
            List<String> supported,
            String at,
            List<FieldError> out) {
        String value = object.path(field).asText();
        if (!supported.contains(value)) {
            out.add(
                    FieldError.unsupported(
                            at.isEmpty() ? field : at + "." + field,
                            "\"" + value + "\"",
                            "\"" + String.join("\", \"", supported) + "\""));
        }
    }

    private static Set<String> checkVolumes(
            List<ObjectNode> volumes, String at, List<FieldError> out) {
        Set<String> names = new HashSet<>();
        for (int i = 0; i < volumes.size(); i++) {
            ObjectNode volume = volumes.get(i);
            String here = at + "[" + i + "]";
            String name = volume.path("name").asText();
            if (name.isEmpty()) {
                out.add(FieldError.required(here + ".name", ""));
            } else {
                for (String complaint : NameRules.dnsLabel(name)) {
                    out.add(FieldError.invalidText(here + ".name", name, complaint));
                }
                if (!names.add(name)) {
                    out.add(FieldError.duplicate(here + ".name", "\"" + name + "\""));
                }
            }
            List<String> sources =
                    volume.propertyStream()
                            .filter(entry -> !entry.getKey().equals("name"))
                            .filter(entry -> !entry.getValue().isNull())
                            .map(Map.Entry::getKey)
                            .toList();
            for (String extra : sources.subList(Math.min(1, sources.size()), sources.size())) {
                out.add(
                        FieldError.forbidden(
                                here + "." + extra, "may not specify more than 1 volume type"));
            }
        }
        return names;
    }
}
