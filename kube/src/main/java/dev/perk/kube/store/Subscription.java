package dev.perk.kube.store;

/** A running watch. */
public interface Subscription extends AutoCloseable {
    /** Ends it; an event that is being delivered may still arrive. */
    @Override
    void close();
}
