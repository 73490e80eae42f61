package dev.perk.control.apiserver.storage.io;

import dev.perk.control.apiserver.storage.Watcher;
import dev.perk.kube.store.ApiException;
import dev.perk.kube.store.WatchEvent;

/** Waits for the bookmark, which comes after everything before it. */
record AtBookmark(Runnable then) implements Watcher {
    @Override
    public void onEvent(WatchEvent event) {}

    @Override
    public void onBookmark(long revision, boolean initial) {
        then.run();
    }

    @Override
    public void onLost(ApiException cause) {
        throw cause;
    }
}
