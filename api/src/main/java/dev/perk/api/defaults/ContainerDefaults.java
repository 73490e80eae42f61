package dev.perk.api.defaults;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.perk.api.admission.Trees;
import dev.perk.api.config.DefaultsConfig;
import dev.perk.api.config.DefaultsConfig.Resources;
import dev.perk.api.text.Quantity;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Containers other than those that run before the others. Source: {@code knative/serving
 * v1/revision_defaults.go}.
 */
final class ContainerDefaults {
    private static final List<String> HANDLERS = List.of("tcpSocket", "httpGet", "exec", "grpc");
    private static final List<String> PROBES =
            List.of("readinessProbe", "livenessProbe", "startupProbe");
    private static final List<String> WRITABLE =
            List.of("emptyDir", "persistentVolumeClaim", "ephemeral");

    private ContainerDefaults() {}

    static void apply(ObjectNode spec, DefaultsConfig defaults) {
        List<ObjectNode> containers = Trees.objects(spec, "containers");
        Set<String> writable = writableVolumes(spec);
        for (ObjectNode container : containers) {
            resources(container, defaults);
            boolean serves = containers.size() == 1 || !container.path("ports").isEmpty();
            if (serves) {
                Trees.edit(container, "readinessProbe", ContainerDefaults::handler);
            }
            Trees.editIfPresent(container, "readinessProbe", ContainerDefaults::thresholds);
            for (String probe : PROBES) {
                Trees.editIfPresent(
                        container,
                        probe,
                        set -> Trees.editIfPresent(set, "grpc", ContainerDefaults::grpcService));
            }
            mounts(container, writable);
        }
    }

    private static void resources(ObjectNode container, DefaultsConfig defaults) {
        Trees.edit(
                container,
                "resources",
                resources -> {
                    amounts(resources, "requests", defaults.requests());
                    amounts(resources, "limits", defaults.limits());
                });
    }

    private static void amounts(ObjectNode resources, String bound, Resources defaults) {
        amount(resources, bound, "cpu", defaults.cpu());
        amount(resources, bound, "memory", defaults.memory());
        amount(resources, bound, "ephemeral-storage", defaults.ephemeralStorage());
    }

    private static void amount(
            ObjectNode resources, String bound, String name, Optional<Quantity> amount) {
        if (amount.isPresent() && Trees.isAbsent(resources.path(bound), name)) {
            Trees.edit(resources, bound, all -> all.put(name, amount.get().toString()));
        }
    }

    /** Port 0 stands for the port that the container serves on, whichever that will be. */
    private static void handler(ObjectNode probe) {
        if (HANDLERS.stream().allMatch(handler -> Trees.isAbsent(probe, handler))) {
            probe.putObject("tcpSocket").put("port", 0);
        }
    }

    /** Without a period, Knative probes as fast as it can and gives up by its own rules. */
    private static void thresholds(ObjectNode probe) {
        if (Trees.isZero(probe, "successThreshold")) {
            probe.put("successThreshold", 1);
        }
        if (Trees.isZero(probe, "periodSeconds")) {
            return;
        }
        if (Trees.isZero(probe, "failureThreshold")) {
            probe.put("failureThreshold", 3);
        }
        if (Trees.isZero(probe, "timeoutSeconds")) {
            probe.put("timeoutSeconds", 1);
        }
    }

    private static void grpcService(ObjectNode grpc) {
        if (Trees.isAbsent(grpc, "service")) {
            grpc.put("service", "");
        }
    }

    private static Set<String> writableVolumes(ObjectNode spec) {
        Set<String> names = new HashSet<>();
        for (ObjectNode volume : Trees.objects(spec, "volumes")) {
            if (WRITABLE.stream().anyMatch(source -> !Trees.isAbsent(volume, source))) {
                names.add(volume.path("name").asText());
            }
        }
        return names;
    }

    /** Even over the user's own word: the volume could not be written to anyway. */
    private static void mounts(ObjectNode container, Set<String> writable) {
        for (ObjectNode mount : Trees.objects(container, "volumeMounts")) {
            if (!writable.contains(mount.path("name").asText())) {
                mount.put("readOnly", true);
            }
        }
    }
}
