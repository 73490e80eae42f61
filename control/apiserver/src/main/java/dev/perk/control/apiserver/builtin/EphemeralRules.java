package dev.perk.control.apiserver.builtin;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.perk.api.admission.Trees;
import dev.perk.api.validation.Semantic;
import dev.perk.kube.store.FieldError;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Containers that are added to a running Pod to look at it. They stay as they were added until the
 * Pod ends, and serve nobody, so they have no ports, probes or resources of their own.
 *
 * <p>Source: {@code kubernetes pkg/apis/core/validation}, validateEphemeralContainers and
 * ValidatePodEphemeralContainersUpdate.
 */
public final class EphemeralRules {
    private static final String LIST = "ephemeralContainers";
    private static final String NOT_HERE = "cannot be set for an Ephemeral Container";
    private static final List<String> FORBIDDEN =
            List.of(
                    "ports",
                    "resources",
                    "resizePolicy",
                    "restartPolicy",
                    "livenessProbe",
                    "readinessProbe",
                    "startupProbe",
                    "lifecycle");

    private EphemeralRules() {}

    /** What is wrong with a Pod to which somebody wants to add them. */
    public static List<FieldError> checkAddition(ObjectNode pod, ObjectNode old) {
        List<FieldError> out = new ArrayList<>();
        PodSpecRules.check(pod.path("spec"), "spec", out);
        List<ObjectNode> wanted = Trees.objects(pod.path("spec"), LIST);
        for (ObjectNode before : Trees.objects(old.path("spec"), LIST)) {
            String name = before.path("name").asText();
            Optional<ObjectNode> after =
                    wanted.stream().filter(each -> isNamed(each, name)).findFirst();
            String unlike =
                    after.map(now -> Semantic.equal(before, now) ? "" : "changed")
                            .orElse("removed");
            if (!unlike.isEmpty()) {
                out.add(
                        FieldError.forbidden(
                                "spec." + LIST,
                                "existing ephemeral containers \""
                                        + name
                                        + "\" may not be "
                                        + unlike
                                        + "\n"));
            }
        }
        return out;
    }

    private static boolean isNamed(JsonNode container, String name) {
        return container.path("name").asText().equals(name);
    }

    /**
     * @param rules those of all containers of the Pod, which have seen the others already
     */
    static void check(JsonNode spec, String at, ContainerRules rules, List<FieldError> out) {
        Set<String> others = new HashSet<>();
        for (String list : List.of("containers", "initContainers")) {
            Trees.objects(spec, list).forEach(each -> others.add(each.path("name").asText()));
        }
        List<ObjectNode> containers = Trees.objects(spec, LIST);
        for (int i = 0; i < containers.size(); i++) {
            ObjectNode container = containers.get(i);
            String here = at + "[" + i + "]";
            rules.check(container, here);
            String target = container.path("targetContainerName").asText();
            if (!target.isEmpty() && !others.contains(target)) {
                out.add(FieldError.notFound(here + ".targetContainerName", "\"" + target + "\""));
            }
            for (String field : FORBIDDEN) {
                JsonNode value = container.path(field);
                boolean empty = value.isTextual() ? value.asText().isEmpty() : value.isEmpty();
                if (!empty) {
                    out.add(FieldError.forbidden(here + "." + field, NOT_HERE));
                }
            }
            checkMounts(Trees.objects(container, "volumeMounts"), here + ".volumeMounts", out);
        }
    }

    private static void checkMounts(List<ObjectNode> mounts, String at, List<FieldError> out) {
        for (int i = 0; i < mounts.size(); i++) {
            for (String field : List.of("subPath", "subPathExpr")) {
                if (!Trees.isBlank(mounts.get(i), field)) {
                    out.add(FieldError.forbidden(at + "[" + i + "]." + field, NOT_HERE));
                }
            }
        }
    }
}
