package dev.perk.control.apiserver.registry;

import dev.perk.control.apiserver.storage.Watcher;
import dev.perk.kube.KubeObject;
import dev.perk.kube.store.ApiException;
import dev.perk.kube.store.FieldSelector;
import dev.perk.kube.store.Selector;
import dev.perk.kube.store.WatchEvent;
import java.util.function.UnaryOperator;

/**
 * Lets through what a watch selects. An object that begins to match is new to the watcher, and one
 * that ceases to is gone.
 *
 * @param shown turns a stored object into the version that the watcher asked for
 */
record SelectedWatcher(
        String namespace,
        Selector labels,
        FieldSelector fields,
        UnaryOperator<KubeObject> shown,
        Watcher watcher)
        implements Watcher {

    @Override
    public void onEvent(WatchEvent event) {
        select(
                switch (event) {
                    case WatchEvent.Added(KubeObject object) ->
                            new WatchEvent.Added(shown.apply(object));
                    case WatchEvent.Deleted(KubeObject object) ->
                            new WatchEvent.Deleted(shown.apply(object));
                    case WatchEvent.Modified(KubeObject before, KubeObject object) ->
                            new WatchEvent.Modified(shown.apply(before), shown.apply(object));
                });
    }

    private void select(WatchEvent event) {
        switch (event) {
            case WatchEvent.Added(KubeObject object) -> {
                if (matches(object)) {
                    watcher.onEvent(event);
                }
            }
            case WatchEvent.Deleted(KubeObject object) -> {
                if (matches(object)) {
                    watcher.onEvent(event);
                }
            }
            case WatchEvent.Modified(KubeObject before, KubeObject object) -> {
                boolean did = matches(before);
                boolean does = matches(object);
                if (did && does) {
                    watcher.onEvent(event);
                } else if (does) {
                    watcher.onEvent(new WatchEvent.Added(object));
                } else if (did) {
                    // Its labels as they still matched, its revision as of what happened now.
                    watcher.onEvent(new WatchEvent.Deleted(before.withRevision(object.revision())));
                }
            }
        }
    }

    private boolean matches(KubeObject object) {
        return (namespace.isEmpty() || namespace.equals(object.namespace()))
                && labels.matches(object.labels())
                && fields.matches(object);
    }

    @Override
    public void onBookmark(long revision, boolean initial) {
        watcher.onBookmark(revision, initial);
    }

    @Override
    public void onLost(ApiException cause) {
        watcher.onLost(cause);
    }
}
