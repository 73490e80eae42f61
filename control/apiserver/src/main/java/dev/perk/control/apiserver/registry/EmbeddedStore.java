package dev.perk.control.apiserver.registry;

import dev.perk.api.ResourceKey;
import dev.perk.api.ResourceType;
import dev.perk.control.apiserver.auth.User;
import dev.perk.control.apiserver.storage.Watcher;
import dev.perk.kube.KubeObject;
import dev.perk.kube.store.ApiException;
import dev.perk.kube.store.Deletion;
import dev.perk.kube.store.FieldSelector;
import dev.perk.kube.store.Listing;
import dev.perk.kube.store.Patch;
import dev.perk.kube.store.Selector;
import dev.perk.kube.store.Store;
import dev.perk.kube.store.Subresource;
import dev.perk.kube.store.Subscription;
import dev.perk.kube.store.WatchEvent;
import dev.perk.kube.store.WatchListener;
import java.util.Optional;

/**
 * The store of the standalone home, as controllers use it: direct calls of the {@link Registry}, in
 * the name of one user.
 */
public final class EmbeddedStore implements Store {
    private final Registry registry;
    private final WriteOptions options;

    public EmbeddedStore(Registry registry, User user) {
        this.registry = registry;
        this.options = WriteOptions.by(user);
    }

    @Override
    public Optional<KubeObject> get(ResourceKey key) {
        return registry.get(key);
    }

    @Override
    public Listing list(ResourceType type, String namespace, Selector labels) {
        var query =
                new ListQuery(labels, FieldSelector.EVERYTHING, 0, "", new ListQuery.At.Newest());
        Page page = registry.list(type, namespace, query);
        return new Listing(page.items(), page.revision());
    }

    @Override
    public Subscription watch(ResourceType type, long revision, WatchListener listener) {
        var query =
                new WatchQuery(
                        Selector.EVERYTHING,
                        FieldSelector.EVERYTHING,
                        new WatchQuery.From.After(revision));
        return registry.watch(type, "", query, new Plain(listener));
    }

    /** Controllers ask for no bookmarks. */
    private record Plain(WatchListener listener) implements Watcher {
        @Override
        public void onEvent(WatchEvent event) {
            listener.onEvent(event);
        }

        @Override
        public void onBookmark(long revision, boolean initial) {}

        @Override
        public void onLost(ApiException cause) {
            listener.onLost(cause);
        }
    }

    @Override
    public KubeObject create(KubeObject object) {
        return registry.create(object.type(), object.namespace(), object.tree(), options);
    }

    @Override
    public KubeObject update(KubeObject object) {
        return registry.update(object.key(), object.tree(), Subresource.MAIN, options);
    }

    @Override
    public KubeObject updateStatus(KubeObject object) {
        return registry.update(object.key(), object.tree(), Subresource.STATUS, options);
    }

    @Override
    public KubeObject patch(ResourceKey key, Patch patch, Subresource part) {
        return registry.patch(key, patch, part, options);
    }

    @Override
    public void delete(ResourceKey key, Deletion deletion) {
        registry.delete(key, deletion, options);
    }
}
