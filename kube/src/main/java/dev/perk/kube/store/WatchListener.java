package dev.perk.kube.store;

/** Is told of changes, one at a time. Must return quickly: the next watcher waits for it. */
public interface WatchListener {

    void onEvent(WatchEvent event);

    /**
     * The watch has ended, because its history is gone or the connection broke: list again. No
     * event follows.
     */
    void onLost(ApiException cause);
}
