package dev.perk.control.apiserver.table;

import com.fasterxml.jackson.databind.JsonNode;
import dev.perk.kube.KubeObject;
import java.time.Instant;

/**
 * One column of a table.
 *
 * @param name as in the head; kubectl writes it in upper case
 * @param type {@code string}, {@code integer}, {@code number}, {@code boolean} or {@code date}
 * @param format {@code name} for the name of the object, otherwise empty
 * @param priority 0 for a column that is always shown, 1 for one that {@code -o wide} adds
 * @param cell what stands in it
 */
record Column(
        String name, String type, String format, String description, int priority, Cell cell) {

    /** Makes the cell of one object; a null node prints as nothing. */
    @FunctionalInterface
    interface Cell {
        JsonNode of(KubeObject object, Instant now);
    }

    static Column of(String name, Cell cell) {
        return new Column(name, "string", "", "", 0, cell);
    }

    static Column integer(String name, Cell cell) {
        return new Column(name, "integer", "", "", 0, cell);
    }

    /** Shown by {@code -o wide} only. */
    static Column wide(String name, Cell cell) {
        return new Column(name, "string", "", "", 1, cell);
    }
}
