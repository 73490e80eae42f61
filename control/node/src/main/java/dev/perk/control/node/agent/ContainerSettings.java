package dev.perk.control.node.agent;

import com.fasterxml.jackson.databind.JsonNode;
import dev.perk.api.text.Quantity;
import dev.perk.control.node.runtime.Capabilities;
import dev.perk.control.node.runtime.Cgroups;
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
import java.util.stream.Stream;

/**
 * The parts of a container's spec that a runtime wants in its own words: who, how much, with which
 * rights. A container's own {@code securityContext} wins over its pod's, and both over the image.
 *
 * @param container an entry of {@code spec.containers} or {@code spec.initContainers}
 */
public record ContainerSettings(KubeObject pod, JsonNode container) {
    private static final int BEST_EFFORT_OOM = 1000;

    /**
     * Why the container must not be started as it is; empty if nothing is in the way. What Perk
     * cannot give is refused, not left out.
     *
     * @param ofImage the user that the image names
     */
    public Optional<String> refusal(String ofImage) {
        return notBuilt().or(() -> rootAgainstPolicy(ofImage));
    }

    private Optional<String> notBuilt() {
        for (String field : List.of("hostNetwork", "hostPID", "hostIPC")) {
            if (pod.spec().path(field).asBoolean()) {
                return Optional.of(field + " is not built: pods are always apart from the machine");
            }
        }
        if (own().path("privileged").asBoolean()) {
            return Optional.of("privileged containers are not built (expected: capabilities)");
        }
        String profile = seccomp();
        boolean known = List.of("", "RuntimeDefault", "Unconfined").contains(profile);
        return known
                ? Optional.empty()
                : Optional.of(
                        "seccompProfile type "
                                + profile
                                + " is not built (expected: RuntimeDefault or Unconfined)");
    }

    /** Source of the texts: kubernetes {@code pkg/kubelet/kuberuntime/security_context.go}. */
    private Optional<String> rootAgainstPolicy(String ofImage) {
        if (!first("runAsNonRoot").asBoolean()) {
            return Optional.empty();
        }
        String where =
                " (pod: \""
                        + PodTexts.full(pod)
                        + "\", container: "
                        + container.path("name").asText()
                        + ")";
        OptionalLong uid = id("runAsUser");
        if (uid.isPresent()) {
            return uid.getAsLong() == 0
                    ? Optional.of("container's runAsUser breaks non-root policy" + where)
                    : Optional.empty();
        }
        String user = ofImage.split(":", 2)[0];
        if (user.isEmpty() || user.matches("0+")) {
            return Optional.of("container has runAsNonRoot and image will run as root" + where);
        }
        return user.matches("[0-9]+")
                ? Optional.empty()
                : Optional.of(
                        "container has runAsNonRoot and image has non-numeric user ("
                                + user
                                + "), cannot verify user is non-root"
                                + where);
    }

    /**
     * @param ofImage the user that the image names
     */
    public User user(String ofImage) {
        List<Long> groups = new ArrayList<>();
        fsGroup(pod).ifPresent(groups::add);
        ofPod().path("supplementalGroups").forEach(group -> groups.add(group.asLong()));
        return new User(ofImage, id("runAsUser"), id("runAsGroup"), groups);
    }

    /** The group that a pod's volumes belong to. */
    public static OptionalLong fsGroup(KubeObject pod) {
        JsonNode group = pod.spec().path("securityContext").path("fsGroup");
        return group.isIntegralNumber() ? OptionalLong.of(group.asLong()) : OptionalLong.empty();
    }

    /** Source: kubernetes {@code pkg/kubelet/cm/helpers_linux.go MilliCPUToShares}. */
    public Resources resources() {
        JsonNode limits = container.path("resources").path("limits");
        JsonNode requests = container.path("resources").path("requests");
        OptionalLong cpu = millis(limits.path("cpu"));
        OptionalLong wanted = millis(requests.path("cpu"));
        long shares =
                (wanted.isPresent() ? wanted : cpu).orElse(0) * Cgroups.SHARES_PER_PROCESSOR / 1000;
        return new Resources(
                Math.max(Cgroups.FEWEST_SHARES, shares),
                cpu,
                bytes(limits.path("memory")),
                BEST_EFFORT_OOM);
    }

    /**
     * No new privileges unless the container asks for them by name: Kubernetes would give them to
     * one that says nothing.
     */
    public Privileges privileges() {
        JsonNode capabilities = own().path("capabilities");
        return new Privileges(
                Capabilities.of(
                        strings(capabilities.path("add")), strings(capabilities.path("drop"))),
                own().path("allowPrivilegeEscalation").asBoolean(false),
                own().path("readOnlyRootFilesystem").asBoolean(),
                seccomp().equals("Unconfined"));
    }

    private String seccomp() {
        return first("seccompProfile").path("type").asText();
    }

    private JsonNode own() {
        return container.path("securityContext");
    }

    private JsonNode ofPod() {
        return pod.spec().path("securityContext");
    }

    /** The field of the container if it has it, else of the pod. */
    private JsonNode first(String field) {
        return Stream.of(own(), ofPod())
                .map(context -> context.path(field))
                .filter(value -> !value.isMissingNode() && !value.isNull())
                .findFirst()
                .orElseGet(() -> own().path(field));
    }

    private OptionalLong id(String field) {
        JsonNode value = first(field);
        return value.isIntegralNumber() ? OptionalLong.of(value.asLong()) : OptionalLong.empty();
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

    private static List<String> strings(JsonNode list) {
        List<String> strings = new ArrayList<>();
        list.forEach(word -> strings.add(word.asText()));
        return strings;
    }
}
