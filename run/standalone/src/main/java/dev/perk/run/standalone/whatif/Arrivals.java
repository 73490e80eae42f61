package dev.perk.run.standalone.whatif;

import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;

/**
 * The requests of one Service, in the order in which they came.
 *
 * <p>Kept in two plain lists of numbers, as there may be millions.
 */
public final class Arrivals {
    /** The most that one replay takes: some 800 MB. */
    public static final int MOST = 50_000_000;

    private final Instant begin;
    private final long length;
    private final long[] times;
    private final long[] durations;

    private Arrivals(Instant begin, long length, long[] times, long[] durations) {
        this.begin = begin;
        this.length = length;
        this.times = times;
        this.durations = durations;
    }

    public Instant begin() {
        return begin;
    }

    /** From the beginning to the end of the time that was looked at. */
    public Duration length() {
        return Duration.ofNanos(length);
    }

    public int count() {
        return times.length;
    }

    /** When a request came, in nanoseconds since the beginning. */
    long time(int index) {
        return times[index];
    }

    /** How long it keeps a container busy, in nanoseconds. */
    long duration(int index) {
        return durations[index];
    }

    /** Collects them, in any order. */
    public static final class Builder {
        private final Instant begin;
        private long[] times = new long[64];
        private long[] durations = new long[64];
        private int count;
        private long end;
        private boolean inOrder = true;

        public Builder(Instant begin) {
            this.begin = begin;
        }

        /**
         * @param at not before the beginning
         * @throws IllegalArgumentException if that is too early, or one too many
         */
        public Builder add(Instant at, Duration duration) {
            long time = Duration.between(begin, at).toNanos();
            if (time < 0) {
                throw new IllegalArgumentException(at + " (expected: " + begin + " or later)");
            }
            return add(time, duration.toNanos());
        }

        Builder add(long time, long duration) {
            if (count == MOST) {
                throw new IllegalArgumentException(
                        "more than " + MOST + " requests (expected: that many or fewer)");
            }
            if (count == times.length) {
                times = Arrays.copyOf(times, 2 * count);
                durations = Arrays.copyOf(durations, 2 * count);
            }
            inOrder = inOrder && (count == 0 || times[count - 1] <= time);
            times[count] = time;
            durations[count] = duration;
            count++;
            end = Math.max(end, time);
            return this;
        }

        /** The time that was looked at is not over before {@code at}. */
        public Builder until(Instant at) {
            end = Math.max(end, Duration.between(begin, at).toNanos());
            return this;
        }

        public Arrivals build() {
            long[] sortedTimes = Arrays.copyOf(times, count);
            long[] sortedDurations = Arrays.copyOf(durations, count);
            if (!inOrder) {
                sort(sortedTimes, sortedDurations);
            }
            return new Arrivals(begin, end, sortedTimes, sortedDurations);
        }

        /** By time; what comes at the same moment stays in its order. */
        private static void sort(long[] times, long[] durations) {
            Integer[] order = new Integer[times.length];
            Arrays.setAll(order, i -> i);
            long[] byIndex = times.clone();
            long[] durationByIndex = durations.clone();
            Arrays.sort(order, (one, other) -> Long.compare(byIndex[one], byIndex[other]));
            for (int i = 0; i < order.length; i++) {
                times[i] = byIndex[order[i]];
                durations[i] = durationByIndex[order[i]];
            }
        }
    }
}
