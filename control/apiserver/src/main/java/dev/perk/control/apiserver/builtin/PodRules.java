package dev.perk.control.apiserver.builtin;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.perk.api.admission.Trees;
import dev.perk.api.validation.Semantic;
import dev.perk.kube.store.FieldError;
import java.util.List;
import java.util.Optional;

/**
 * Pods, which hardly change once they exist. Source: {@code kubernetes pkg/apis/core/validation}.
 */
final class PodRules {
    private PodRules() {}

    static void check(ObjectNode pod, Optional<ObjectNode> old, List<FieldError> out) {
        PodSpecRules.check(pod.path("spec"), "spec", out);
        if (old.isEmpty() && !pod.path("spec").path("ephemeralContainers").isEmpty()) {
            out.add(FieldError.forbidden("spec.ephemeralContainers", "cannot be set on create"));
        }
        boolean changed =
                old.filter(before -> !Semantic.equal(fixedPart(before), fixedPart(pod)))
                        .isPresent();
        if (changed || old.filter(before -> !addsTolerationsOnly(before, pod)).isPresent()) {
            out.add(
                    FieldError.forbidden(
                            "spec",
                            "pod updates may not change fields other than"
                                    + " `spec.containers[*].image`,"
                                    + "`spec.initContainers[*].image`,"
                                    + "`spec.activeDeadlineSeconds`,"
                                    + "`spec.tolerations` (only additions to existing tolerations),"
                                    + "`spec.terminationGracePeriodSeconds` (allow it to be set to"
                                    + " 1 if it was previously negative)"));
        }
    }

    private static JsonNode fixedPart(ObjectNode pod) {
        if (!(pod.path("spec") instanceof ObjectNode spec)) {
            return pod.path("spec");
        }
        ObjectNode fixed = spec.deepCopy();
        fixed.remove(List.of("activeDeadlineSeconds", "tolerations"));
        for (String list : List.of("containers", "initContainers")) {
            Trees.objects(fixed, list).forEach(container -> container.remove("image"));
        }
        return fixed;
    }

    private static boolean addsTolerationsOnly(ObjectNode before, ObjectNode after) {
        return Trees.objects(after.path("spec"), "tolerations")
                .containsAll(Trees.objects(before.path("spec"), "tolerations"));
    }
}
