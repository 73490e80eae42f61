package dev.perk.run.standalone.whatif;

import java.time.Duration;
import java.util.Arrays;

/** How long requests waited for a pod. Most do not wait at all, so only the others take up room. */
public final class Waits {
    private long[] waited = new long[16];
    private int count;
    private long all;
    private boolean sorted = true;

    void add(long nanos) {
        all++;
        if (nanos > 0) {
            if (count == waited.length) {
                waited = Arrays.copyOf(waited, 2 * count);
            }
            waited[count++] = nanos;
            sorted = false;
        }
    }

    /** How many requests there were. */
    public long all() {
        return all;
    }

    /** How many of them had to wait. */
    public int waited() {
        return count;
    }

    /**
     * The wait that no more than this part of all requests exceeded, by nearest rank; zero if there
     * was no request.
     *
     * @param part 0 to 1
     */
    public Duration quantile(double part) {
        if (!sorted) {
            Arrays.sort(waited, 0, count);
            sorted = true;
        }
        long rank = Math.max(1, (long) Math.ceil(part * all)) - (all - count);
        return rank < 1 || count == 0 ? Duration.ZERO : Duration.ofNanos(waited[(int) rank - 1]);
    }
}
