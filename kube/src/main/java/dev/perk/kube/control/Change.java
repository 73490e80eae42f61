package dev.perk.kube.control;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.perk.api.ResourceKey;
import dev.perk.kube.Json;
import dev.perk.kube.KubeObject;
import dev.perk.kube.store.ApiException;
import dev.perk.kube.store.Deletion;
import dev.perk.kube.store.Patch;
import dev.perk.kube.store.Store;
import dev.perk.kube.store.Subresource;

/**
 * One write that a {@link Plan} asks for. Every change can be applied again without harm, so a
 * crash or a conflict in the middle of a plan only means that the loop comes back.
 */
public sealed interface Change {

    /** Writes it. */
    void apply(Store store);

    /**
     * The object must exist; if it already does, somebody else was faster and the loop looks again.
     */
    record Create(KubeObject object) implements Change {
        @Override
        public void apply(Store store) {
            store.create(object);
        }
    }

    /** Replaces everything but the status; the object carries the resourceVersion that was seen. */
    record Update(KubeObject object) implements Change {
        @Override
        public void apply(Store store) {
            store.update(object);
        }
    }

    /** Replaces the status of an object other than the one being reconciled. */
    record UpdateStatus(KubeObject object) implements Change {
        @Override
        public void apply(Store store) {
            store.updateStatus(object);
        }
    }

    /** Merges into an object that others write too. */
    record Merge(ResourceKey key, ObjectNode changes) implements Change {
        @Override
        public void apply(Store store) {
            store.patch(key, new Patch.MergePatch(changes), Subresource.MAIN);
        }
    }

    /** Merges into a part of an object that {@link Merge} does not reach. */
    record MergePart(ResourceKey key, Subresource part, ObjectNode changes) implements Change {
        @Override
        public void apply(Store store) {
            store.patch(key, new Patch.MergePatch(changes), part);
        }
    }

    /** Sets how many replicas a workload should have, through its scale subresource. */
    record Scale(ResourceKey key, int replicas) implements Change {
        @Override
        public void apply(Store store) {
            ObjectNode scale = Json.object();
            scale.putObject("spec").put("replicas", replicas);
            store.patch(key, new Patch.MergePatch(scale), Subresource.SCALE);
        }
    }

    /** The object must not exist. */
    record Delete(ResourceKey key, Deletion how) implements Change {
        @Override
        public void apply(Store store) {
            try {
                store.delete(key, how);
            } catch (ApiException e) {
                if (!e.isNotFound()) {
                    throw e;
                }
            }
        }
    }
}
