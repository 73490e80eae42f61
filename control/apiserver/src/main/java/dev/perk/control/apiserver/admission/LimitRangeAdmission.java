package dev.perk.control.apiserver.admission;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.perk.api.Kinds;
import dev.perk.api.ResourceKey;
import dev.perk.api.StoredKinds;
import dev.perk.api.admission.Trees;
import dev.perk.api.resources.ResourceList;
import dev.perk.control.apiserver.builtin.LimitRangeItem;
import dev.perk.control.apiserver.registry.Admission;
import dev.perk.kube.KubeObject;
import dev.perk.kube.store.ApiException;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;

/**
 * Gives the containers of a new Pod what the LimitRanges of its namespace give them, and refuses
 * Pods and claims that want too much, or too little.
 *
 * <p>Source: {@code kubernetes plugin/pkg/admission/limitranger/admission.go}.
 */
public final class LimitRangeAdmission implements Admission {
    private static final String ANNOTATION = "kubernetes.io/limit-ranger";

    private final Function<String, List<KubeObject>> ranges;

    /**
     * @param ranges the LimitRanges of a namespace
     */
    public LimitRangeAdmission(Function<String, List<KubeObject>> ranges) {
        this.ranges = ranges;
    }

    private List<LimitRangeItem> items(String namespace) {
        return ranges.apply(namespace).stream()
                .flatMap(range -> range.spec().path("limits").valueStream())
                .map(LimitRangeItem::new)
                .toList();
    }

    private static boolean isNew(Attempt attempt) {
        return attempt.isMain() && attempt.operation() == Operation.CREATE;
    }

    @Override
    public void mutate(Attempt attempt, ObjectNode object) {
        if (!isNew(attempt) || !attempt.type().equals(Kinds.POD)) {
            return;
        }
        List<String> set = new ArrayList<>();
        for (LimitRangeItem item : items(attempt.name().namespace())) {
            if (item.type().equals("Container")) {
                JsonNode spec = object.path("spec");
                Trees.objects(spec, "containers")
                        .forEach(one -> complete(one, "container", item, set));
                Trees.objects(spec, "initContainers")
                        .forEach(one -> complete(one, "init container", item, set));
            }
        }
        if (!set.isEmpty()) {
            object.withObject("/metadata")
                    .withObject("annotations")
                    .put(ANNOTATION, "LimitRanger plugin set: " + String.join("; ", set));
        }
    }

    private static void complete(
            ObjectNode container, String what, LimitRangeItem item, List<String> set) {
        String name = what + " " + container.path("name").asText();
        Set<String> limits = fill(container, "limits", item.tree().path("default"));
        Set<String> requests = fill(container, "requests", item.tree().path("defaultRequest"));
        if (!requests.isEmpty()) {
            set.add(String.join(", ", requests) + " request for " + name);
        }
        if (!limits.isEmpty()) {
            set.add(String.join(", ", limits) + " limit for " + name);
        }
    }

    /** Returns the resources that the container had said nothing of. */
    private static Set<String> fill(ObjectNode container, String bound, JsonNode defaults) {
        Set<String> filled = new TreeSet<>();
        if (!defaults.isEmpty()) {
            ObjectNode amounts = container.withObject("resources").withObject(bound);
            defaults.properties()
                    .forEach(entry -> {
                        if (Trees.isAbsent(amounts, entry.getKey())) {
                            amounts.set(entry.getKey(), entry.getValue());
                            filled.add(entry.getKey());
                        }
                    });
        }
        return filled;
    }

    @Override
    public void validate(Attempt attempt, KubeObject object) {
        if (!isNew(attempt)) {
            return;
        }
        List<String> problems = new ArrayList<>();
        if (attempt.type().equals(Kinds.POD)) {
            items(attempt.name().namespace()).forEach(item -> pod(item, object.spec(), problems));
        } else if (attempt.type().equals(StoredKinds.PERSISTENT_VOLUME_CLAIM)) {
            items(attempt.name().namespace()).stream()
                    .filter(item -> item.type().equals("PersistentVolumeClaim"))
                    .forEach(item ->
                            item.checkClaim(
                                    ResourceList.ofContainer(object.spec(), "requests"), problems));
        }
        if (!problems.isEmpty()) {
            throw ApiException.forbidden(
                    new ResourceKey(attempt.type(), attempt.name()),
                    problems.size() == 1
                            ? problems.getFirst()
                            : "[" + String.join(", ", problems) + "]");
        }
    }

    private static void pod(LimitRangeItem item, JsonNode spec, List<String> problems) {
        if (item.type().equals("Container")) {
            for (String list : List.of("containers", "initContainers")) {
                spec.path(list)
                        .forEach(container ->
                                item.check(
                                        ResourceList.ofContainer(container, "requests"),
                                        ResourceList.ofContainer(container, "limits"),
                                        problems));
            }
        } else if (item.type().equals("Pod")) {
            item.check(
                    ResourceList.ofPod(spec, "requests"),
                    ResourceList.ofPod(spec, "limits"),
                    problems);
        }
    }
}
