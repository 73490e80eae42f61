package dev.perk.testing.simulation.model;

import java.util.TreeMap;

/**
 * A window as the specification tells it (§1.8, §1.9): every second that was ever written, and sums
 * made anew each time.
 */
final class ModelWindow {
    private final long seconds;
    private final boolean weighted;
    private final TreeMap<Long, Double> written = new TreeMap<>();
    private long first;

    ModelWindow(long seconds, boolean weighted) {
        this.seconds = seconds;
        this.weighted = weighted;
    }

    void record(long second, double value) {
        if (written.isEmpty() || second - written.lastKey() >= seconds) {
            written.clear();
            first = second;
        } else if (second <= written.lastKey() - seconds) {
            return;
        }
        first = Math.min(first, second);
        written.merge(second, value, Double::sum);
    }

    boolean isEmpty(long now) {
        return written.isEmpty() || now - written.lastKey() > seconds;
    }

    double average(long now) {
        if (written.isEmpty() || now - written.lastKey() >= seconds) {
            return 0;
        }
        long last = written.lastKey();
        long silence = Math.max(0, now - last);
        long oldest = last - (seconds - silence) + 1;
        return weighted ? weighted(last, silence, oldest) : linear(last, silence, oldest);
    }

    private double linear(long last, long silence, long oldest) {
        double sum = 0;
        for (long second = oldest; second <= last; second++) {
            sum += written.getOrDefault(second, 0.0);
        }
        double average = sum / Math.min(last - first + 1, seconds - silence);
        return Math.floor(average * 1e6 + 0.5) / 1e6;
    }

    private double weighted(long last, long silence, long oldest) {
        double alpha = Math.max(1 - Math.pow(0.0001, 1.0 / seconds), 0.2);
        double sum = 0;
        for (long second = last; second >= oldest; second--) {
            double age = silence + last - second;
            sum += written.getOrDefault(second, 0.0) * alpha * Math.pow(1 - alpha, age);
        }
        return sum;
    }
}
