package dev.perk.control.apiserver.versions;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.perk.api.Kinds;
import dev.perk.api.ResourceKey;
import dev.perk.api.ResourceType;
import dev.perk.api.StoredKinds;
import dev.perk.kube.KubeObject;
import dev.perk.kube.store.FieldSelector;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.UnaryOperator;

/**
 * A kind in a version that its objects are not kept in.
 *
 * @param served the kind as its clients see it
 * @param kept the kind as it is kept
 * @param toKept turns an object of the one into an object of the other
 * @param toServed and back, both in a copy
 * @param fields what fields that can be selected are called in what is kept, where that differs
 */
public record View(
        ResourceType served,
        ResourceType kept,
        UnaryOperator<ObjectNode> toKept,
        UnaryOperator<ObjectNode> toServed,
        Map<String, String> fields) {

    private static final List<View> ALL =
            List.of(
                    new View(
                            StoredKinds.HORIZONTAL_POD_AUTOSCALER_V1,
                            StoredKinds.HORIZONTAL_POD_AUTOSCALER,
                            AutoscalerVersions::toV2,
                            AutoscalerVersions::toV1,
                            Map.of()),
                    new View(
                            StoredKinds.NEW_EVENT,
                            Kinds.EVENT,
                            EventVersions::toCore,
                            EventVersions::toNew,
                            EventVersions.FIELDS));

    public View {
        fields = Map.copyOf(fields);
    }

    /** The view that {@code type} is; empty if its objects are kept as they are. */
    public static Optional<View> of(ResourceType type) {
        return ALL.stream()
                .filter(view ->
                        view.served.equals(type) && view.served.version().equals(type.version()))
                .findFirst();
    }

    public ResourceKey kept(ResourceKey key) {
        return new ResourceKey(kept, key.name());
    }

    /** An object as its client wrote it, as it is kept. */
    public ObjectNode kept(ObjectNode object) {
        return toKept.apply(object).put("apiVersion", kept.apiVersion());
    }

    public KubeObject kept(KubeObject object) {
        return KubeObject.of(kept, kept(object.tree()));
    }

    /** An object as it is kept, as its client knows it. */
    public KubeObject shown(KubeObject object) {
        ObjectNode tree = toServed.apply(object.tree()).put("apiVersion", served.apiVersion());
        return KubeObject.of(served, tree);
    }

    /** A selector of what is served, of what is kept. */
    public FieldSelector kept(FieldSelector selector) {
        return new FieldSelector(
                selector.terms().stream()
                        .map(term ->
                                new FieldSelector.Term(
                                        fields.getOrDefault(term.field(), term.field()),
                                        term.value(),
                                        term.equal()))
                        .toList());
    }
}
