package dev.perk.api.validation;

import com.fasterxml.jackson.databind.JsonNode;
import dev.perk.api.config.Feature;
import dev.perk.api.config.FeaturesConfig;
import dev.perk.api.config.ServingConfig;
import dev.perk.api.text.GoQuote;
import dev.perk.api.validation.ContainerRules.Role;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * What of a Kubernetes pod spec a Service may use. Source: {@code knative/serving
 * pkg/apis/serving/k8s_validation.go}, {@code fieldmask.go}.
 */
final class PodSpecRules {
    private static final Set<String> ALWAYS =
            Set.of(
                    "serviceAccountName",
                    "containers",
                    "volumes",
                    "imagePullSecrets",
                    "enableServiceLinks",
                    "containerConcurrency",
                    "timeoutSeconds",
                    "responseStartTimeoutSeconds",
                    "idleTimeoutSeconds");
    private static final Map<String, Feature> WITH_FEATURE =
            Map.ofEntries(
                    Map.entry("affinity", Feature.AFFINITY),
                    Map.entry("topologySpreadConstraints", Feature.TOPOLOGY_SPREAD),
                    Map.entry("hostAliases", Feature.HOST_ALIASES),
                    Map.entry("nodeSelector", Feature.NODE_SELECTOR),
                    Map.entry("runtimeClassName", Feature.RUNTIME_CLASS_NAME),
                    Map.entry("tolerations", Feature.TOLERATIONS),
                    Map.entry("shareProcessNamespace", Feature.SHARE_PROCESS_NAMESPACE),
                    Map.entry("hostIPC", Feature.HOST_IPC),
                    Map.entry("hostPID", Feature.HOST_PID),
                    Map.entry("hostNetwork", Feature.HOST_NETWORK),
                    Map.entry("priorityClassName", Feature.PRIORITY_CLASS_NAME),
                    Map.entry("schedulerName", Feature.SCHEDULER_NAME),
                    Map.entry("dnsPolicy", Feature.DNS_POLICY),
                    Map.entry("dnsConfig", Feature.DNS_CONFIG),
                    Map.entry("initContainers", Feature.INIT_CONTAINERS));

    private final JsonNode spec;
    private final FieldPath at;
    private final FeaturesConfig features;
    private final FieldErrors out;

    private PodSpecRules(JsonNode spec, FieldPath at, FeaturesConfig features, FieldErrors out) {
        this.spec = spec;
        this.at = at;
        this.features = features;
        this.out = out;
    }

    static void check(JsonNode spec, FieldPath at, ServingConfig config, FieldErrors out) {
        var rules = new PodSpecRules(spec, at, config.features(), out);
        rules.checkFields();
        SecurityRules.checkPod(spec, at, config.features(), out);
        List<JsonNode> containers = JsonFields.items(spec.path("containers"));
        List<JsonNode> initContainers = JsonFields.items(spec.path("initContainers"));
        var volumes =
                VolumeRules.check(spec, containers, initContainers, at, config.features(), out);
        var containerRules = new ContainerRules(volumes, config.features(), out);
        rules.checkInitContainers(initContainers, containers, containerRules);
        rules.checkContainers(containers, containerRules);
        rules.checkServiceAccount();
    }

    private void checkFields() {
        for (String field : JsonFields.set(spec)) {
            Feature feature = WITH_FEATURE.get(field);
            boolean allowed =
                    switch (field) {
                        case "automountServiceAccountToken" -> !spec.path(field).asBoolean();
                        case "securityContext" ->
                                features.isAllowed(Feature.SECURITY_CONTEXT)
                                        || features.fillsInPodSecurity();
                        default ->
                                ALWAYS.contains(field)
                                        || (feature != null && features.isAllowed(feature));
                    };
            if (!allowed) {
                out.disallowed(at.field(field));
            }
        }
    }

    private void checkContainers(List<JsonNode> containers, ContainerRules rules) {
        if (containers.isEmpty()) {
            out.missing(at.field("containers"));
            return;
        }
        checkPorts(containers);
        if (containers.size() == 1) {
            rules.check(containers.getFirst(), Role.ONLY, at.field("containers").index(0));
            return;
        }
        if (!features.isEnabled(Feature.MULTI_CONTAINER)) {
            out.error("multi-container is off, but found " + containers.size() + " containers");
            return;
        }
        Set<String> names = new HashSet<>();
        for (int i = 0; i < containers.size(); i++) {
            JsonNode container = containers.get(i);
            FieldPath path = at.field("containers").index(i);
            checkDuplicate(container, names, path);
            Role role = container.path("ports").isEmpty() ? Role.SIDECAR : Role.SERVING;
            rules.check(container, role, path);
        }
    }

    private void checkDuplicate(JsonNode container, Set<String> names, FieldPath path) {
        String name = JsonFields.text(container, "name");
        if (!names.add(name)) {
            out.error("duplicate container name " + GoQuote.quote(name), path.field("name"));
        }
    }

    private void checkPorts(List<JsonNode> containers) {
        int ports = containers.stream().mapToInt(container -> container.path("ports").size()).sum();
        FieldPath path = at.field("containers[*]").field("ports");
        if (ports == 0 && containers.size() > 1) {
            out.missing(path);
        } else if (ports > 1) {
            out.errorWithDetails(
                    "more than one container port is set",
                    "Only a single port is allowed across all containers",
                    path);
        }
    }

    private void checkInitContainers(
            List<JsonNode> initContainers, List<JsonNode> containers, ContainerRules rules) {
        if (initContainers.isEmpty()) {
            return;
        }
        if (!features.isEnabled(Feature.INIT_CONTAINERS)) {
            out.error(
                    "pod spec support for init-containers is off, but found "
                            + initContainers.size()
                            + " init containers");
            return;
        }
        Set<String> names = new HashSet<>();
        containers.forEach(container -> names.add(JsonFields.text(container, "name")));
        for (int i = 0; i < initContainers.size(); i++) {
            // Upstream calls these containers[i] by mistake; nothing depends on it.
            FieldPath path = at.field("initContainers").index(i);
            checkDuplicate(initContainers.get(i), names, path);
            rules.check(initContainers.get(i), Role.INIT, path);
        }
    }

    private void checkServiceAccount() {
        String name = JsonFields.text(spec, "serviceAccountName");
        if (!name.isEmpty()) {
            for (String complaint : NameRules.dnsSubdomain(name)) {
                out.invalidValue(name, at.field("serviceAccountName"), complaint);
            }
        }
    }
}
