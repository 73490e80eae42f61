package dev.perk.control.node.agent.io;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.function.Consumer;

/** Reads a container's log file as {@code kubectl logs} wants it. */
public final class PodLogReader {

    /**
     * What to read.
     *
     * @param tailLines only so many lines of what is there
     * @param since only what was written from then on
     * @param limitBytes stop after so many bytes
     */
    public record Query(
            boolean follow,
            boolean timestamps,
            OptionalInt tailLines,
            Optional<Instant> since,
            OptionalLong limitBytes) {}

    private final ContainerLog log;
    private final Query query;
    private final Consumer<byte[]> out;
    private final Runnable end;
    private final BufferedReader reader;
    private final StringBuilder unfinished = new StringBuilder();
    private long written;
    private boolean ended;
    private Runnable unfollow = () -> {};

    private PodLogReader(ContainerLog log, Query query, Consumer<byte[]> out, Runnable end)
            throws IOException {
        this.log = log;
        this.query = query;
        this.out = out;
        this.end = end;
        this.reader = Files.newBufferedReader(log.path(), StandardCharsets.UTF_8);
    }

    /**
     * Writes what is there to {@code out}, and if the query follows, what comes, until the
     * container ends or the result is called.
     *
     * @param end is called once, when there is nothing more to come
     */
    static Runnable read(ContainerLog log, Query query, Consumer<byte[]> out, Runnable end)
            throws IOException {
        var reading = new PodLogReader(log, query, out, end);
        if (query.follow()) {
            reading.unfollow = log.follow(reading::more);
        }
        reading.beginning();
        return reading::stop;
    }

    private synchronized void beginning() throws IOException {
        if (query.tailLines().isPresent()) {
            int wanted = query.tailLines().getAsInt();
            Deque<LogLine> tail = new ArrayDeque<>();
            for (Optional<LogLine> line = next(); line.isPresent(); line = next()) {
                tail.addLast(line.get());
                if (tail.size() > wanted) {
                    tail.removeFirst();
                }
            }
            tail.forEach(this::write);
        }
        more();
    }

    private synchronized void more() {
        if (ended) {
            return;
        }
        // Asked first: what is written before the end is read below.
        boolean last = !query.follow() || log.isClosed();
        try {
            for (Optional<LogLine> line = next(); line.isPresent() && !ended; line = next()) {
                write(line.get());
            }
        } catch (IOException e) {
            last = true;
        }
        if (last) {
            finish();
        }
    }

    /** The next line that the query asks for; empty if the file has no more whole one now. */
    private Optional<LogLine> next() throws IOException {
        for (int c = reader.read(); c >= 0; c = reader.read()) {
            if (c != '\n') {
                unfinished.append((char) c);
                continue;
            }
            Optional<LogLine> line = LogLine.parse(unfinished.toString());
            unfinished.setLength(0);
            if (line.isPresent()
                    && query.since().stream()
                            .noneMatch(since -> line.get().time().isBefore(since))) {
                return line;
            }
        }
        return Optional.empty();
    }

    private void write(LogLine line) {
        String text =
                (query.timestamps() ? LogLine.time(line.time()) + " " : "")
                        + line.text()
                        + (line.whole() ? "\n" : "");
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        long left = query.limitBytes().orElse(Long.MAX_VALUE) - written;
        if (bytes.length > left) {
            bytes = Arrays.copyOf(bytes, (int) left);
        }
        if (bytes.length > 0) {
            out.accept(bytes);
            written += bytes.length;
        }
        if (written >= query.limitBytes().orElse(Long.MAX_VALUE)) {
            finish();
        }
    }

    private void finish() {
        if (!ended) {
            stop();
            end.run();
        }
    }

    private synchronized void stop() {
        ended = true;
        unfollow.run();
        try {
            reader.close();
        } catch (IOException e) {
            // Nothing was written through it.
        }
    }
}
