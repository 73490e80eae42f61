package dev.perk.testing.simulation.model;

import java.util.Map;

/**
 * What the specification's §2.1, §2.6 and §2.7 make of a few annotations, with everything else at
 * its default. Times are seconds.
 *
 * @param annotations without their prefix
 */
record ModelSettings(Map<String, String> annotations, int containerConcurrency) {

    private double number(String key, double otherwise) {
        return annotations.containsKey(key) ? Double.parseDouble(annotations.get(key)) : otherwise;
    }

    private long period(String key, long otherwise) {
        String text = annotations.get(key);
        return text == null ? otherwise : Long.parseLong(text.replace("s", ""));
    }

    boolean rps() {
        return "rps".equals(annotations.get("metric"));
    }

    boolean weighted() {
        return "weighted-exponential".equals(annotations.get("metric-aggregation-algorithm"));
    }

    double total() {
        double cluster = rps() ? 200 : containerConcurrency == 0 ? 100 : containerConcurrency;
        double total = number("target", cluster);
        return rps() || containerConcurrency == 0 ? total : Math.min(total, containerConcurrency);
    }

    double target() {
        return Math.max(0.01, total() * (number("target-utilization-percentage", 70) / 100));
    }

    double burst() {
        return number("target-burst-capacity", 211);
    }

    double panicThreshold() {
        return number("panic-threshold-percentage", 200) / 100;
    }

    long stableWindow() {
        return period("window", 60);
    }

    long panicWindow() {
        return Math.max(
                1, Math.round(stableWindow() * number("panic-window-percentage", 10) / 100));
    }

    long delay() {
        return period("scale-down-delay", 0);
    }

    int activationScale() {
        return (int) number("activation-scale", 1);
    }

    int min() {
        return (int) number("min-scale", 0);
    }

    int max() {
        return (int) number("max-scale", 0);
    }

    long retention() {
        return period("scale-to-zero-pod-retention-period", 0);
    }
}
