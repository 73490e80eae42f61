package dev.perk.run.standalone.arrivals;

import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicIntegerArray;
import java.util.concurrent.atomic.AtomicLongArray;

/**
 * The requests that came within a tenth of a second. How long they took is known by powers of two,
 * and in each by its sum, so that no request needs room of its own.
 *
 * <p>Any thread may write and read; a reader may see a count a moment before its sum.
 */
final class Cell {
    /** From 128 µs to some 18 minutes. */
    static final int CLASSES = 24;

    private static final int SHORTEST = 7;

    private final long number;
    private final AtomicInteger arrived = new AtomicInteger();
    private final AtomicInteger unserved = new AtomicInteger();
    private final AtomicIntegerArray counts = new AtomicIntegerArray(CLASSES);
    private final AtomicLongArray sums = new AtomicLongArray(CLASSES);

    /**
     * @param number of tenths of a second since the epoch
     */
    Cell(long number) {
        this.number = number;
    }

    long number() {
        return number;
    }

    void arrive() {
        arrived.incrementAndGet();
    }

    /** One of them was served, and kept a container busy for so many microseconds. */
    void served(long micros) {
        int index =
                Math.min(CLASSES - 1, Long.SIZE - Long.numberOfLeadingZeros(micros >> SHORTEST));
        sums.addAndGet(index, micros);
        counts.incrementAndGet(index);
    }

    /** One of them ended before it reached a container. */
    void unserved() {
        unserved.incrementAndGet();
    }

    int arrivedSoFar() {
        return arrived.get();
    }

    int unservedSoFar() {
        return unserved.get();
    }

    int count(int index) {
        return counts.get(index);
    }

    long micros(int index) {
        return sums.get(index);
    }
}
