package dev.perk.testing.e2e;

import java.util.ArrayList;
import java.util.List;

/**
 * Changes of ConfigMaps that are known beforehand, so that whoever follows them can be checked:
 * each object is created, updated eight times, deleted, and created again.
 */
final class ScriptedChanges {
    private static final int OBJECTS = 50;
    private static final int LIFE = 10;

    enum Kind {
        ADDED,
        MODIFIED,
        DELETED
    }

    /**
     * One change.
     *
     * @param number from 0, in the order in which they are due
     * @param object which of the objects
     * @param value what the object says after it, or has said before it was deleted
     */
    record Change(int number, Kind kind, int object, int value) {
        String name() {
            return "soak-" + object;
        }

        /** What a watcher should write down. */
        String seen() {
            return kind + " " + value;
        }
    }

    private ScriptedChanges() {}

    static int objects() {
        return OBJECTS;
    }

    static Change change(int number) {
        int step = number / OBJECTS % LIFE;
        Kind kind = step == 0 ? Kind.ADDED : step == LIFE - 1 ? Kind.DELETED : Kind.MODIFIED;
        int value = kind == Kind.DELETED ? number - OBJECTS : number;
        return new Change(number, kind, number % OBJECTS, value);
    }

    /** What becomes of one object in the first {@code changes} changes of all. */
    static List<String> of(int object, int changes) {
        List<String> seen = new ArrayList<>();
        for (int number = object; number < changes; number += OBJECTS) {
            seen.add(change(number).seen());
        }
        return seen;
    }
}
