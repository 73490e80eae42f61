package dev.perk.control.apiserver.storage;

import java.util.Map;

/**
 * What a log knows besides its records.
 *
 * @param revision at least the highest revision ever handed out: new ones start above it
 * @param floors by kind, the revision up to which history was dropped; a kind without one has its
 *     whole history
 */
public record Recovered(long revision, Map<String, Long> floors) {
    public Recovered {
        floors = Map.copyOf(floors);
    }
}
