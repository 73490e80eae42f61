package dev.perk.control.apiserver.storage;

import dev.perk.kube.store.WatchListener;

/** Is told of changes, and now and then how far it has been told. */
public interface Watcher extends WatchListener {

    /**
     * Everything up to {@code revision} has been told.
     *
     * @param initial whether this ends the state at the start of the watch
     */
    void onBookmark(long revision, boolean initial);
}
