package dev.perk.control.apiserver.storage;

import java.util.List;
import java.util.Map;

/**
 * History that has become too old.
 *
 * @param revisions records that are no object's last one, and the removals among the dropped
 *     changes
 * @param floors by kind, the revision up to which its history is now incomplete
 */
public record Forgotten(List<Long> revisions, Map<String, Long> floors) {
    public Forgotten {
        revisions = List.copyOf(revisions);
        floors = Map.copyOf(floors);
    }

    public boolean isEmpty() {
        return revisions.isEmpty() && floors.isEmpty();
    }
}
