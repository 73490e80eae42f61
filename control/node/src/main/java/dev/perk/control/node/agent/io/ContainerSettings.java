package dev.perk.control.node.agent.io;

import com.fasterxml.jackson.databind.JsonNode;
import dev.perk.api.text.Quantity;
import dev.perk.control.node.runtime.Capabilities;
import dev.perk.control.node.runtime.ContainerSpec.Privileges;
import dev.perk.control.node.runtime.ContainerSpec.Resources;
import dev.perk.control.node.runtime.ContainerSpec.User;
import dev.perk.kube.KubeObject;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * The parts of a container's spec that a runtime wants in its own words: who, how much, with which
 * rights.
 */
final class ContainerSettings {
    private static final int SHARES_PER_CPU = 1024;
    private static final int FEWEST_SHARES = 2;
    private static final int BEST_EFFORT_OOM = 1000;

    private ContainerSettings() {}

    /** A container's own {@code securityContext} wins over its pod's, and both over the image. */
    static User user(KubeObject pod, JsonNode container, String ofImage) {
        List<Long> groups = new ArrayList<>();
        JsonNode ofPod = pod.spec().path("securityContext");
        if (ofPod.path("fsGroup").isIntegralNumber()) {
            groups.add(ofPod.path("fsGroup").asLong());
        }
        ofPod.path("supplementalGroups").forEach(group -> groups.add(group.asLong()));
        return new User(
                ofImage, id(pod, container, "runAsUser"), id(pod, container, "runAsGroup"), groups);
    }

    private static OptionalLong id(KubeObject pod, JsonNode container, String field) {
        for (JsonNode context :
                List.of(container.path("securityContext"), pod.spec().path("securityContext"))) {
            if (context.path(field).isIntegralNumber()) {
                return OptionalLong.of(context.path(field).asLong());
            }
        }
        return OptionalLong.empty();
    }

    /** Source: kubernetes {@code pkg/kubelet/cm/helpers_linux.go MilliCPUToShares}. */
    static Resources resources(JsonNode container) {
        JsonNode limits = container.path("resources").path("limits");
        JsonNode requests = container.path("resources").path("requests");
        OptionalLong cpu = millis(limits.path("cpu"));
        OptionalLong wanted = millis(requests.path("cpu"));
        long shares = (wanted.isPresent() ? wanted : cpu).orElse(0) * SHARES_PER_CPU / 1000;
        return new Resources(
                Math.max(FEWEST_SHARES, shares),
                cpu,
                bytes(limits.path("memory")),
                BEST_EFFORT_OOM);
    }

    private static OptionalLong millis(JsonNode quantity) {
        return read(quantity)
                .map(Quantity::millis)
                .map(BigDecimal::longValue)
                .map(OptionalLong::of)
                .orElse(OptionalLong.empty());
    }

    private static OptionalLong bytes(JsonNode quantity) {
        return read(quantity)
                .map(Quantity::whole)
                .map(BigInteger::longValue)
                .map(OptionalLong::of)
                .orElse(OptionalLong.empty());
    }

    /** Admission has read it before; what cannot be read now limits nothing. */
    private static Optional<Quantity> read(JsonNode quantity) {
        return quantity.isMissingNode()
                ? Optional.empty()
                : Quantity.parse(quantity.asText()).optional();
    }

    static Privileges privileges(KubeObject pod, JsonNode container) {
        JsonNode context = container.path("securityContext");
        JsonNode seccomp =
                context.has("seccompProfile")
                        ? context.path("seccompProfile")
                        : pod.spec().path("securityContext").path("seccompProfile");
        return new Privileges(
                Capabilities.of(
                        strings(context.path("capabilities").path("add")),
                        strings(context.path("capabilities").path("drop"))),
                context.path("allowPrivilegeEscalation").asBoolean(true),
                context.path("readOnlyRootFilesystem").asBoolean(),
                seccomp.path("type").asText().equals("Unconfined"));
    }

    private static List<String> strings(JsonNode list) {
        List<String> strings = new ArrayList<>();
        list.forEach(word -> strings.add(word.asText()));
        return strings;
    }
}
