package dev.perk.kube.store;

import dev.perk.kube.KubeObject;

/** One change, as a watcher is told of it. */
public sealed interface WatchEvent {

    /** The revision that the change made. */
    long revision();

    record Added(KubeObject object) implements WatchEvent {
        @Override
        public long revision() {
            return object.revision();
        }
    }

    /**
     * @param before what it was, which watchers with a selector need to see it leave
     */
    record Modified(KubeObject before, KubeObject object) implements WatchEvent {
        @Override
        public long revision() {
            return object.revision();
        }
    }

    /**
     * @param object its last state, but with the resourceVersion of the deletion
     */
    record Deleted(KubeObject object) implements WatchEvent {
        @Override
        public long revision() {
            return object.revision();
        }
    }
}
