package dev.perk.run.cli.simulate;

import com.fasterxml.jackson.databind.JsonNode;
import dev.perk.run.standalone.whatif.Settings;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.TreeMap;

/**
 * What was heard of a Service's requests, put together from several answers of the API: each has
 * the last minutes, and the newest word about a moment is the truest, as requests end.
 */
final class Recorded {
    private static final double MICROS_PER_SECOND = 1e6;

    private final Instant from;
    private final Instant until;
    private final TreeMap<Long, JsonNode> cells = new TreeMap<>();
    private long cellMillis;
    private long[] podStarts = {};
    private long[] podStops = {};

    Recorded(Instant from, Instant until) {
        this.from = from;
        this.until = until;
    }

    /**
     * @param page what {@code GET /arrivals/…} has answered
     */
    void hear(JsonNode page) {
        cellMillis = page.path("cellMillis").asLong();
        podStarts = longs(page.path("podStartMillis"));
        podStops = longs(page.path("podStopMillis"));
        for (JsonNode cell : page.path("cells")) {
            long millis = cell.path("millis").asLong();
            if (millis >= from.toEpochMilli() && millis < until.toEpochMilli()) {
                cells.put(millis, cell);
            }
        }
    }

    private static long[] longs(JsonNode list) {
        return list.valueStream().mapToLong(JsonNode::asLong).toArray();
    }

    long requests() {
        return cells.values().stream().mapToLong(cell -> cell.path("arrived").asLong()).sum();
    }

    private static long served(JsonNode cell) {
        return cell.path("served")
                .valueStream()
                .mapToLong(each -> each.path("count").asLong())
                .sum();
    }

    /** How many never reached a pod; they are not in the file. */
    long unserved() {
        return cells.values().stream().mapToLong(cell -> cell.path("unserved").asLong()).sum();
    }

    /** How many have not ended; they are not in the file. */
    long underWay() {
        long ended = cells.values().stream().mapToLong(Recorded::served).sum() + unserved();
        return Math.max(0, requests() - ended);
    }

    /** How long a pod took to start, usually; otherwise if none did. */
    Duration podStart(Duration otherwise) {
        return median(podStarts, otherwise);
    }

    /** How long a pod took to go once it was idle, usually; otherwise if none has gone. */
    Duration podStop(Duration otherwise) {
        return median(podStops, otherwise);
    }

    private static Duration median(long[] millis, Duration otherwise) {
        long[] sorted = millis.clone();
        Arrays.sort(sorted);
        return sorted.length == 0 ? otherwise : Duration.ofMillis(sorted[sorted.length / 2]);
    }

    /** As {@code perk simulate} reads them. */
    List<String> lines(String title, Settings settings) {
        List<String> lines = new ArrayList<>();
        lines.add("# " + title);
        settings.assignments().forEach(each -> lines.add("# set " + each));
        lines.add("# spread " + cellMillis + "ms");
        lines.add("# from " + from);
        lines.add("# until " + until);
        lines.add("time,requests,duration");
        cells.forEach((millis, cell) -> {
            for (JsonNode served : cell.path("served")) {
                long count = served.path("count").asLong();
                double mean = served.path("micros").asDouble() / count / MICROS_PER_SECOND;
                lines.add(
                        String.format(
                                Locale.ROOT,
                                "%s,%d,%.6f",
                                Instant.ofEpochMilli(millis),
                                count,
                                mean));
            }
        });
        return lines;
    }
}
