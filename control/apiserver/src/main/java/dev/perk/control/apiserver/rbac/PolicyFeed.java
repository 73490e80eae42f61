package dev.perk.control.apiserver.rbac;

import dev.perk.api.ResourceType;
import dev.perk.control.apiserver.storage.Storage;
import dev.perk.control.apiserver.storage.Watcher;
import dev.perk.kube.store.ApiException;
import dev.perk.kube.store.WatchEvent;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Tells a {@link Policy} of what a storage holds, and of what becomes of it. */
public final class PolicyFeed implements Watcher {
    private static final Logger log = LoggerFactory.getLogger(PolicyFeed.class);

    private final Policy policy;

    private PolicyFeed(Policy policy) {
        this.policy = policy;
    }

    /** On return the policy knows everything that was stored; it follows for ever. */
    public static Policy of(Storage storage) {
        var policy = new Policy();
        var feed = new PolicyFeed(policy);
        for (ResourceType type : Policy.KINDS) {
            storage.watchFromNow(type, feed, Storage.Mark.NONE);
        }
        return policy;
    }

    @Override
    public void onEvent(WatchEvent event) {
        switch (event) {
            case WatchEvent.Added(var object) -> policy.onChange(null, object);
            case WatchEvent.Modified(var before, var object) -> policy.onChange(before, object);
            case WatchEvent.Deleted(var object) -> policy.onChange(object, null);
        }
    }

    @Override
    public void onBookmark(long revision, boolean initial) {}

    @Override
    public void onLost(ApiException cause) {
        // What it knows would grow old, and someone would keep what was taken from them.
        policy.forget();
        log.error("access rules are lost: only members of system:masters may do anything", cause);
    }
}
