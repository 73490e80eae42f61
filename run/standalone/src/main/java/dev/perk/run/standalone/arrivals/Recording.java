package dev.perk.run.standalone.arrivals;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.atomic.AtomicReferenceArray;

/**
 * The arrivals of one Service within the last six minutes. A request that takes longer is no longer
 * here when it ends.
 *
 * <p>Without a lock: whoever comes first in a tenth of a second puts a new cell in place of the
 * oldest, and the others find it.
 */
final class Recording {
    static final int CELL_MILLIS = 100;
    private static final int CELLS = 3600;

    private final AtomicReferenceArray<Cell> ring = new AtomicReferenceArray<>(CELLS);
    private final Instant since;
    private volatile long lastAsked;

    Recording(Instant since) {
        this.since = since;
    }

    Instant since() {
        return since;
    }

    /** Somebody wants it to go on, at {@code now} on the scheduler's clock. */
    void ask(long now) {
        lastAsked = now;
    }

    long lastAsked() {
        return lastAsked;
    }

    /** The cell of a request that comes now. */
    Cell at(Instant now) {
        long number = Math.floorDiv(now.toEpochMilli(), CELL_MILLIS);
        int index = Math.floorMod(number, CELLS);
        Cell known = ring.get(index);
        if (known != null && known.number() >= number) {
            return known;
        }
        var fresh = new Cell(number);
        Cell found = ring.compareAndExchange(index, known, fresh);
        return found == known || found == null ? fresh : found;
    }

    /** Those that are kept, oldest first. */
    List<Cell> cells() {
        List<Cell> cells = new ArrayList<>();
        for (int i = 0; i < CELLS; i++) {
            Cell cell = ring.get(i);
            if (cell != null) {
                cells.add(cell);
            }
        }
        cells.sort(Comparator.comparingLong(Cell::number));
        return cells;
    }
}
