package dev.perk.kube.store;

import dev.perk.api.ResourceKey;
import dev.perk.api.ResourceType;
import dev.perk.kube.KubeObject;
import java.util.Optional;

/**
 * Kubernetes objects, read and written under Kubernetes' rules: one growing revision for all kinds,
 * optimistic locking by resourceVersion, status apart from the rest, deletion through finalizers.
 *
 * <p>A write returns when it is durable, and every later read sees it. A write that changes nothing
 * takes no revision and makes no event. Refusals are {@link ApiException}s with Kubernetes' reason
 * and code; a call may block, so event loops must not make it.
 */
public interface Store {

    Optional<KubeObject> get(ResourceKey key);

    /**
     * All objects of one kind, ordered by namespace and name, as of one revision.
     *
     * @param namespace the namespace to look in, empty for all
     */
    Listing list(ResourceType type, String namespace, Selector labels);

    /**
     * Tells {@code listener} of every change after {@code revision}, in order, without gaps and
     * without repeats.
     *
     * @throws ApiException 410 Expired, if changes that old are no longer known: list again
     */
    Subscription watch(ResourceType type, long revision, WatchListener listener);

    /**
     * Creates an object; a {@code generateName} is completed.
     *
     * @return the object as stored, with uid, resourceVersion, generation and defaults
     * @throws ApiException 409 AlreadyExists, 404 NotFound for a missing namespace, 422 Invalid,
     *     400 BadRequest, 403 Forbidden
     */
    KubeObject create(KubeObject object);

    /**
     * Replaces everything but the status. A resourceVersion in the object is a precondition.
     *
     * @throws ApiException 404 NotFound, 409 Conflict, 422 Invalid, 400 BadRequest
     */
    KubeObject update(KubeObject object);

    /** Replaces the status and nothing else; otherwise like {@link #update}. */
    KubeObject updateStatus(KubeObject object);

    /** Changes a part of an object; a resourceVersion in the patch is a precondition. */
    KubeObject patch(ResourceKey key, Patch patch, Subresource part);

    /**
     * Asks for deletion. The object is gone on return unless finalizers, a grace period or a
     * foreground deletion keep it.
     *
     * @throws ApiException 404 NotFound, 409 Conflict where a precondition fails
     */
    void delete(ResourceKey key, Deletion deletion);
}
