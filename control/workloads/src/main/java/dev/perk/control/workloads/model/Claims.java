package dev.perk.control.workloads.model;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.perk.kube.Json;
import dev.perk.kube.KubeObject;
import dev.perk.kube.OwnerRef;
import dev.perk.kube.control.Change;
import dev.perk.kube.store.Selector;
import java.util.ArrayList;
import java.util.List;

/**
 * Which objects belong to a controller's object: those it controls and selects. What it selects and
 * nobody controls is adopted, what it controls and no longer selects is let go. Source: kubernetes
 * {@code pkg/controller/controller_ref_manager.go}.
 *
 * @param owned what belongs to it already
 * @param changes the adoptions and releases, which are for the next look to see
 */
public record Claims(List<KubeObject> owned, List<Change> changes) {

    public Claims {
        owned = List.copyOf(owned);
        changes = List.copyOf(changes);
    }

    /**
     * @param candidates objects of the owner's namespace that it controls or selects
     */
    public static Claims of(KubeObject owner, Selector selector, List<KubeObject> candidates) {
        List<KubeObject> owned = new ArrayList<>();
        List<Change> changes = new ArrayList<>();
        for (KubeObject candidate : candidates) {
            boolean selected = selector.matches(candidate.labels());
            if (candidate.isControlledBy(owner)) {
                if (selected) {
                    owned.add(candidate);
                } else if (!owner.isDeleting()) {
                    changes.add(release(owner, candidate));
                }
            } else if (selected
                    && candidate.controller().isEmpty()
                    && !candidate.isDeleting()
                    && !owner.isDeleting()) {
                changes.add(adopt(owner, candidate));
            }
        }
        return new Claims(owned, changes);
    }

    private static Change adopt(KubeObject owner, KubeObject orphan) {
        List<OwnerRef> owners = new ArrayList<>(orphan.owners());
        owners.add(OwnerRef.controller(owner));
        return owners(orphan, owners);
    }

    private static Change release(KubeObject owner, KubeObject child) {
        return owners(
                child,
                child.owners().stream().filter(ref -> !ref.uid().equals(owner.uid())).toList());
    }

    /** Sets who owns an object, unless it has changed since it was seen. */
    public static Change owners(KubeObject object, List<OwnerRef> owners) {
        ObjectNode changes = Json.object();
        ArrayNode list =
                changes.putObject("metadata")
                        .put("resourceVersion", Long.toString(object.revision()))
                        .putArray("ownerReferences");
        owners.forEach(ref -> list.add(ref.tree()));
        return new Change.Merge(object.key(), changes);
    }
}
