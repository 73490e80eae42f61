package dev.perk.testing.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** What somebody who follows the scripted changes has seen. */
final class Diary {
    private final String owner;
    private final Map<String, List<String>> byName = new HashMap<>();
    private final List<String> disorder = new ArrayList<>();
    private long lastRevision;
    private int count;

    Diary(String owner) {
        this.owner = owner;
    }

    synchronized void write(String kind, String name, String value, String resourceVersion) {
        long revision = Long.parseLong(resourceVersion);
        if (revision <= lastRevision) {
            disorder.add(kind + " " + name + " @" + revision + " after @" + lastRevision);
        }
        lastRevision = revision;
        byName.computeIfAbsent(name, _ -> new ArrayList<>()).add(kind + " " + value);
        count++;
    }

    synchronized int count() {
        return count;
    }

    /** Each of the first {@code changes} changes once, in order. */
    synchronized void check(int changes) {
        for (int object = 0; object < ScriptedChanges.objects(); object++) {
            String name = "soak-" + object;
            assertThat(byName.getOrDefault(name, List.of()))
                    .as("%s of %s", name, owner)
                    .isEqualTo(ScriptedChanges.of(object, changes));
        }
        assertThat(disorder).as("revisions that %s saw go back", owner).isEmpty();
        assertThat(count).isEqualTo(changes);
    }

    @Override
    public synchronized String toString() {
        return "%s: %d events, none lost, none twice, in order".formatted(owner, count);
    }
}
