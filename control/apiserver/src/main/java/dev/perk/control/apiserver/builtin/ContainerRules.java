package dev.perk.control.apiserver.builtin;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.perk.api.admission.Trees;
import dev.perk.api.text.Parsed;
import dev.perk.api.text.Quantity;
import dev.perk.api.validation.NameRules;
import dev.perk.kube.store.FieldError;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/** The containers of one pod. Source: {@code kubernetes pkg/apis/core/validation}. */
final class ContainerRules {
    private static final List<String> PULL = List.of("Always", "IfNotPresent", "Never");
    private static final List<String> TERMINATION = List.of("File", "FallbackToLogsOnError");
    private static final List<String> HANDLERS = List.of("exec", "httpGet", "tcpSocket", "grpc");

    /** Since 1.30 Kubernetes takes whatever a process could be given. */
    private static final Pattern VARIABLE = Pattern.compile("[ -<>-~]+");

    private final Set<String> volumes;
    private final Set<String> names;
    private final List<FieldError> out;

    /**
     * @param volumes that the pod has
     * @param names of the containers before this one
     */
    ContainerRules(Set<String> volumes, Set<String> names, List<FieldError> out) {
        this.volumes = volumes;
        this.names = names;
        this.out = out;
    }

    void check(ObjectNode container, String at) {
        checkName(container.path("name").asText(), at + ".name");
        String image = container.path("image").asText();
        if (image.isEmpty()) {
            out.add(FieldError.required(at + ".image", ""));
        } else if (!image.strip().equals(image)) {
            out.add(
                    FieldError.invalidText(
                            at + ".image", image, "must not have leading or trailing whitespace"));
        }
        PodSpecRules.oneOf(container, "imagePullPolicy", PULL, at, out);
        PodSpecRules.oneOf(container, "terminationMessagePolicy", TERMINATION, at, out);
        checkPorts(Trees.objects(container, "ports"), at + ".ports");
        checkEnv(Trees.objects(container, "env"), at + ".env");
        checkMounts(Trees.objects(container, "volumeMounts"), at + ".volumeMounts");
        checkResources(container.path("resources"), at + ".resources");
        checkProbe(container, "livenessProbe", at);
        checkProbe(container, "readinessProbe", at);
        checkProbe(container, "startupProbe", at);
    }

    private void checkName(String name, String at) {
        if (name.isEmpty()) {
            out.add(FieldError.required(at, ""));
            return;
        }
        for (String complaint : NameRules.dnsLabel(name)) {
            out.add(FieldError.invalidText(at, name, complaint));
        }
        if (!names.add(name)) {
            out.add(FieldError.duplicate(at, "\"" + name + "\""));
        }
    }

    private void checkPorts(List<ObjectNode> ports, String at) {
        Set<String> portNames = new HashSet<>();
        for (int i = 0; i < ports.size(); i++) {
            ObjectNode port = ports.get(i);
            String here = at + "[" + i + "]";
            String name = port.path("name").asText();
            if (!name.isEmpty()) {
                PortRules.checkName(name, here + ".name", out);
                if (!portNames.add(name)) {
                    out.add(FieldError.duplicate(here + ".name", "\"" + name + "\""));
                }
            }
            int number = port.path("containerPort").asInt();
            if (number == 0) {
                out.add(FieldError.required(here + ".containerPort", ""));
            } else {
                PortRules.checkNumber(number, here + ".containerPort", out);
            }
            PortRules.checkProtocol(port.path("protocol").asText(), here + ".protocol", out);
        }
    }

    private void checkEnv(List<ObjectNode> env, String at) {
        for (int i = 0; i < env.size(); i++) {
            ObjectNode variable = env.get(i);
            String here = at + "[" + i + "]";
            String name = variable.path("name").asText();
            if (name.isEmpty()) {
                out.add(FieldError.required(here + ".name", ""));
            } else if (!VARIABLE.matcher(name).matches()) {
                out.add(
                        FieldError.invalidText(
                                here + ".name",
                                name,
                                "a valid environment variable name must consist only of printable"
                                        + " ASCII characters other than '='"));
            }
            boolean hasSource = !Trees.isAbsent(variable, "valueFrom");
            if (hasSource && !Trees.isBlank(variable, "value")) {
                out.add(
                        FieldError.invalidText(
                                here + ".valueFrom",
                                "",
                                "may not be specified when `value` is not empty"));
            }
        }
    }

    private void checkMounts(List<ObjectNode> mounts, String at) {
        Set<String> paths = new HashSet<>();
        for (int i = 0; i < mounts.size(); i++) {
            String here = at + "[" + i + "]";
            String name = mounts.get(i).path("name").asText();
            String path = mounts.get(i).path("mountPath").asText();
            if (name.isEmpty()) {
                out.add(FieldError.required(here + ".name", ""));
            } else if (!volumes.contains(name)) {
                out.add(FieldError.notFound(here + ".name", "\"" + name + "\""));
            }
            if (path.isEmpty()) {
                out.add(FieldError.required(here + ".mountPath", ""));
            } else if (!paths.add(path)) {
                out.add(FieldError.invalidText(here + ".mountPath", path, "must be unique"));
            }
        }
    }

    private void checkResources(JsonNode resources, String at) {
        for (String bound : List.of("limits", "requests")) {
            for (var entry : resources.path(bound).properties()) {
                String here = at + "." + bound + "[" + entry.getKey() + "]";
                amount(entry.getValue(), here)
                        .filter(Quantity::isNegative)
                        .ifPresent(amount ->
                                out.add(
                                        FieldError.invalidText(
                                                here,
                                                amount.toString(),
                                                "must be greater than or equal to 0")));
            }
        }
        for (var request : resources.path("requests").properties()) {
            String name = request.getKey();
            var wanted = Quantity.parse(request.getValue().asText()).optional();
            var most = Quantity.parse(resources.path("limits").path(name).asText()).optional();
            if (wanted.isPresent() && most.isPresent() && wanted.get().compareTo(most.get()) > 0) {
                out.add(
                        FieldError.invalidText(
                                at + ".requests",
                                wanted.get().toString(),
                                "must be less than or equal to "
                                        + name
                                        + " limit of "
                                        + most.get()));
            }
        }
    }

    private Optional<Quantity> amount(JsonNode value, String at) {
        return switch (Quantity.parse(value.asText())) {
            case Parsed.Good<Quantity>(Quantity amount) -> Optional.of(amount);
            case Parsed.Bad<Quantity>(String why) -> {
                out.add(FieldError.invalidText(at, value.asText(), why));
                yield Optional.empty();
            }
        };
    }

    private void checkProbe(ObjectNode container, String name, String at) {
        if (!(container.path(name) instanceof ObjectNode probe)) {
            return;
        }
        String here = at + "." + name;
        List<String> handlers =
                HANDLERS.stream().filter(handler -> !Trees.isAbsent(probe, handler)).toList();
        if (handlers.isEmpty()) {
            out.add(FieldError.required(here, "must specify a handler type"));
        }
        for (String handler : handlers) {
            if (!handler.equals(handlers.getFirst())) {
                out.add(
                        FieldError.forbidden(
                                here + "." + handler, "may not specify more than 1 handler type"));
            }
            if (!handler.equals("exec")) {
                String port = here + "." + handler + ".port";
                PortRules.checkTarget(probe.path(handler).path("port"), port, out);
            }
        }
        for (String field :
                List.of(
                        "initialDelaySeconds",
                        "timeoutSeconds",
                        "periodSeconds",
                        "successThreshold",
                        "failureThreshold")) {
            int value = probe.path(field).asInt();
            if (value < 0) {
                out.add(
                        FieldError.invalid(
                                here + "." + field,
                                "" + value,
                                "must be greater than or equal to 0"));
            }
        }
        int successes = probe.path("successThreshold").asInt();
        if (!name.equals("readinessProbe") && successes != 1) {
            out.add(FieldError.invalid(here + ".successThreshold", "" + successes, "must be 1"));
        }
    }
}
