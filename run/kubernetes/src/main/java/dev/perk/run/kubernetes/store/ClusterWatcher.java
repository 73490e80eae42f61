package dev.perk.run.kubernetes.store;

import dev.perk.api.NamespacedName;
import dev.perk.api.ResourceType;
import dev.perk.kube.KubeObject;
import dev.perk.kube.store.ApiException;
import dev.perk.kube.store.WatchEvent;
import dev.perk.kube.store.WatchListener;
import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.client.Watcher;
import io.fabric8.kubernetes.client.WatcherException;
import java.util.HashMap;
import java.util.Map;

/**
 * Turns fabric8's events into ours.
 *
 * <p>The wire does not say what an object was before a change; this watcher remembers what it
 * delivered. A change of an object that it has not seen yet gives the new state as the old one too.
 * fabric8 delivers one event at a time, so the map needs no lock.
 */
final class ClusterWatcher implements Watcher<GenericKubernetesResource> {
    private final ResourceType type;
    private final WatchListener listener;
    private final Map<NamespacedName, KubeObject> seen = new HashMap<>();

    ClusterWatcher(ResourceType type, WatchListener listener) {
        this.type = type;
        this.listener = listener;
    }

    @Override
    public boolean reconnecting() {
        return true;
    }

    @Override
    public void eventReceived(Action action, GenericKubernetesResource resource) {
        KubeObject object = ClusterStore.object(type, resource);
        switch (action) {
            case ADDED -> {
                seen.put(object.namespacedName(), object);
                listener.onEvent(new WatchEvent.Added(object));
            }
            case MODIFIED -> {
                KubeObject before = seen.put(object.namespacedName(), object);
                listener.onEvent(new WatchEvent.Modified(before == null ? object : before, object));
            }
            case DELETED -> {
                seen.remove(object.namespacedName());
                listener.onEvent(new WatchEvent.Deleted(object));
            }
            case ERROR, BOOKMARK -> {}
        }
    }

    @Override
    public void onClose(WatcherException cause) {
        listener.onLost(
                cause.isHttpGone()
                        ? new ApiException(
                                410,
                                "Expired",
                                String.valueOf(cause.getMessage()),
                                ApiException.Details.NONE)
                        : ApiException.unavailable(String.valueOf(cause.getMessage())));
    }
}
