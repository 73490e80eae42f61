package dev.perk.control.apiserver.storage;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.perk.api.ResourceKey;
import dev.perk.api.ResourceType;
import dev.perk.kube.Json;
import dev.perk.kube.KubeObject;

/** What a {@link Write} decided. */
public sealed interface Outcome {

    /**
     * The object becomes {@code tree}, which belongs to the store from now on.
     *
     * @param json the same, as it goes into the log
     */
    // Made once in put() and written once: a copy would buy nothing.
    @SuppressWarnings("ArrayRecordComponent")
    record Put(ResourceType type, ObjectNode tree, byte[] json) implements Outcome {}

    /** The object goes; watchers see its last state, with the revision of the removal. */
    record Remove(ResourceKey key) implements Outcome {}

    /** Nothing changes, and the writer is given {@code object}. */
    record Keep(KubeObject object) implements Outcome {}

    /** What the write was based on is no longer so: prepare it again. */
    record Stale() implements Outcome {}

    /**
     * Prepares a put, away from the writing thread.
     *
     * @param tree a whole object with {@code metadata}; nobody may change it afterwards
     */
    static Put put(ResourceType type, ObjectNode tree) {
        // Empty, not absent: the field keeps its place in the document over a restart.
        tree.withObject("/metadata").put("resourceVersion", "");
        return new Put(type, tree, Json.write(tree));
    }
}
