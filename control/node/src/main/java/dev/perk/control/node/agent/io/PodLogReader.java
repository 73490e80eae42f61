package dev.perk.control.node.agent.io;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.function.Consumer;

/** Reads a container's log as {@code kubectl logs} wants it. */
public final class PodLogReader {
    private static final int TAIL_LINES = 80;
    private static final int TAIL_BYTES = 2048;

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
    private final LogFile file;
    private long written;
    private boolean lineBegins = true;
    private boolean ended;
    private Runnable unfollow = () -> {};

    private PodLogReader(ContainerLog log, Query query, Consumer<byte[]> out, Runnable end)
            throws IOException {
        this.log = log;
        this.query = query;
        this.out = out;
        this.end = end;
        this.file = new LogFile(log);
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

    /** The last words of a container, for its termination message: 80 lines and 2048 bytes. */
    static String tail(ContainerLog log) throws IOException {
        var text = new ByteArrayOutputStream();
        var query =
                new Query(
                        false,
                        false,
                        OptionalInt.of(TAIL_LINES),
                        Optional.empty(),
                        OptionalLong.empty());
        read(log, query, text::writeBytes, () -> {});
        byte[] bytes = text.toByteArray();
        int from = Math.max(0, bytes.length - TAIL_BYTES);
        return new String(bytes, from, bytes.length - from, StandardCharsets.UTF_8);
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
            for (LogLine line : tail) {
                if (!ended) {
                    write(line);
                }
            }
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

    /** The next line that the query asks for. */
    private Optional<LogLine> next() throws IOException {
        Optional<LogLine> line = file.next();
        while (line.isPresent() && isTooOld(line.get())) {
            line = file.next();
        }
        return line;
    }

    private boolean isTooOld(LogLine line) {
        return query.since().filter(line.time()::isBefore).isPresent();
    }

    private void write(LogLine line) {
        var bytes = new ByteArrayOutputStream();
        if (query.timestamps() && lineBegins) {
            bytes.writeBytes((LogLine.time(line.time()) + " ").getBytes(StandardCharsets.US_ASCII));
        }
        bytes.writeBytes(line.text());
        if (line.isWhole()) {
            bytes.write('\n');
        }
        lineBegins = line.isWhole();
        long left = query.limitBytes().orElse(Long.MAX_VALUE) - written;
        byte[] all = bytes.toByteArray();
        byte[] some = all.length > left ? Arrays.copyOf(all, (int) left) : all;
        if (some.length > 0) {
            out.accept(some);
            written += some.length;
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
            file.close();
        } catch (IOException e) {
            // Nothing was written through it.
        }
    }
}
