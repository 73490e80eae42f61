package dev.perk.control.apiserver.storage;

import dev.perk.kube.store.Subscription;

/** A running watch that can be asked how far it is. */
public interface Watching extends Subscription {

    /**
     * Has {@link Watcher#onBookmark} called with a revision, after everything up to it was told.
     */
    void askBookmark();
}
