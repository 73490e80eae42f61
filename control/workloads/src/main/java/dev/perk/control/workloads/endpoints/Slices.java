package dev.perk.control.workloads.endpoints;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.perk.api.Kinds;
import dev.perk.control.workloads.model.SafeName;
import dev.perk.kube.Json;
import dev.perk.kube.KubeObject;
import dev.perk.kube.OwnerRef;
import dev.perk.kube.control.Change;
import dev.perk.kube.store.Deletion;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * The EndpointSlices of one object, brought to what is wanted with few writes: an endpoint stays in
 * the slice that it is in, and a slice that is needed no more is used again rather than deleted.
 * Source: kubernetes {@code staging/src/k8s.io/endpointslice/reconciler.go}.
 *
 * @param owner the Service or the Endpoints that the slices belong to
 * @param labels of each slice
 * @param annotations of each slice
 * @param capacity how many endpoints a slice may hold
 */
record Slices(
        KubeObject owner,
        Map<String, String> labels,
        Map<String, String> annotations,
        int capacity) {

    /** Slices that have their content, content that has no slice, and slices without content. */
    private record Placement(
            Map<KubeObject, Group> placed, List<Group> unplaced, List<KubeObject> spare) {}

    /** The name of one of the owner's slices. It follows from the number, so none is made twice. */
    static String name(KubeObject owner, int number) {
        return SafeName.child(owner.name(), owner.uid(), number);
    }

    /**
     * @param existing the owner's slices
     * @return the writes that lead from {@code existing} to {@code wanted}
     */
    List<Change> changes(List<Group> wanted, List<KubeObject> existing) {
        List<KubeObject> sorted =
                existing.stream().sorted(Comparator.comparing(KubeObject::name)).toList();
        var placement = new Placement(new LinkedHashMap<>(), new ArrayList<>(), new ArrayList<>());
        placement.spare().addAll(sorted);
        wanted.forEach(group -> place(group, sorted, placement));
        reuse(placement);

        List<Change> changes = new ArrayList<>();
        Set<String> names = new HashSet<>();
        existing.forEach(slice -> names.add(slice.name()));
        placement.unplaced().forEach(group -> changes.add(create(group, names)));
        placement.placed().forEach((slice, group) -> update(slice, group).ifPresent(changes::add));
        placement
                .spare()
                .forEach(slice ->
                        changes.add(new Change.Delete(slice.key(), Deletion.now(slice.uid()))));
        return changes;
    }

    /** Leaves each endpoint where it is, fills what has room, and chunks the rest. */
    private void place(Group group, List<KubeObject> existing, Placement placement) {
        Map<String, ObjectNode> remaining = new LinkedHashMap<>();
        group.endpoints().forEach(endpoint -> remaining.put(identity(endpoint), endpoint));
        List<KubeObject> fitting = existing.stream().filter(group::fits).toList();
        Map<KubeObject, List<ObjectNode>> contents = new LinkedHashMap<>();
        for (KubeObject slice : fitting) {
            List<ObjectNode> kept = new ArrayList<>();
            for (JsonNode endpoint : slice.tree().path("endpoints")) {
                Optional.ofNullable(remaining.remove(identity(endpoint))).ifPresent(kept::add);
            }
            contents.put(slice, kept);
        }
        List<ObjectNode> rest = new ArrayList<>(remaining.values());
        for (List<ObjectNode> content : contents.values()) {
            int room = Math.clamp(capacity - content.size(), 0, rest.size());
            content.addAll(rest.subList(0, room));
            rest.subList(0, room).clear();
        }
        contents.forEach((slice, content) -> {
            if (!content.isEmpty()) {
                placement.spare().remove(slice);
                placement.placed().put(slice, group.with(content));
            }
        });
        for (int from = 0; from < rest.size(); from += capacity) {
            int to = Math.min(from + capacity, rest.size());
            placement.unplaced().add(group.with(rest.subList(from, to)));
        }
        if (group.endpoints().isEmpty()) {
            placement.unplaced().add(group);
        }
    }

    /** A slice can be used for other ports, but not for another family. */
    private static void reuse(Placement placement) {
        List<Group> homeless = new ArrayList<>(placement.unplaced());
        placement.unplaced().clear();
        for (Group group : homeless) {
            Optional<KubeObject> spare =
                    placement.spare().stream()
                            .filter(each -> family(each).equals(group.family()))
                            .findFirst();
            if (spare.isPresent()) {
                placement.spare().remove(spare.get());
                placement.placed().put(spare.get(), group);
            } else {
                placement.unplaced().add(group);
            }
        }
    }

    private static String family(KubeObject slice) {
        return slice.tree().path("addressType").asText();
    }

    /** What makes an endpoint the same one, however its state has changed. */
    private static String identity(JsonNode endpoint) {
        return endpoint.at("/addresses/0").asText() + " " + endpoint.at("/targetRef/uid").asText();
    }

    private Change create(Group group, Set<String> names) {
        int number = 0;
        while (!names.add(name(owner, number))) {
            number++;
        }
        ObjectNode tree =
                Json.object().put("apiVersion", "discovery.k8s.io/v1").put("kind", "EndpointSlice");
        tree.putObject("metadata")
                .put("name", name(owner, number))
                .put("generateName", owner.name() + "-")
                .put("namespace", owner.namespace())
                .putArray("ownerReferences")
                .add(OwnerRef.controller(owner).tree());
        return new Change.Create(group.in(described(KubeObject.of(Kinds.ENDPOINT_SLICE, tree))));
    }

    /** This controller alone writes the slice, so what it read need not be the newest version. */
    private Optional<Change> update(KubeObject slice, Group group) {
        KubeObject wanted = group.in(described(slice));
        return wanted.equals(slice)
                ? Optional.empty()
                : Optional.of(
                        new Change.Update(
                                wanted.with(tree ->
                                        tree.withObject("/metadata").remove("resourceVersion"))));
    }

    private KubeObject described(KubeObject slice) {
        return slice.with(tree -> {
            ObjectNode metadata = tree.withObject("/metadata");
            labels.forEach(metadata.putObject("labels")::put);
            if (!annotations.isEmpty()) {
                annotations.forEach(metadata.putObject("annotations")::put);
            }
        });
    }
}
