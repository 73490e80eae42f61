package dev.perk.control.node.agent.io;

import dev.perk.control.node.runtime.ContainerListener.Stream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;

/**
 * What one run of a container wrote, line by line with time and stream, as the container runtimes
 * of Kubernetes write it: {@code TIME stdout F text}. A line of more than {@value #LONGEST_LINE}
 * bytes comes in parts marked {@code P}.
 *
 * <p>All access holds the monitor; followers are told without it.
 */
final class ContainerLog implements AutoCloseable {
    private static final int LONGEST_LINE = 16 * 1024;
    private static final int REMEMBERED_LINES = 80;

    private final InstantSource clock;
    private final OutputStream file;
    private final Path path;
    private final Map<Stream, ByteArrayOutputStream> unfinished = new EnumMap<>(Stream.class);
    private final Deque<String> last = new ArrayDeque<>();
    private final List<Runnable> followers = new CopyOnWriteArrayList<>();
    private boolean closed;

    ContainerLog(Path path, InstantSource clock) throws IOException {
        this.path = path;
        this.clock = clock;
        Files.createDirectories(path.getParent());
        file = Files.newOutputStream(path, StandardOpenOption.CREATE, StandardOpenOption.APPEND);
    }

    Path path() {
        return path;
    }

    void write(Stream stream, byte[] bytes) {
        synchronized (this) {
            if (closed) {
                return;
            }
            Instant now = clock.instant();
            ByteArrayOutputStream line =
                    unfinished.computeIfAbsent(stream, _ -> new ByteArrayOutputStream());
            for (byte b : bytes) {
                if (b == '\n') {
                    finish(stream, line, now, 'F');
                } else {
                    line.write(b);
                    if (line.size() == LONGEST_LINE) {
                        finish(stream, line, now, 'P');
                    }
                }
            }
        }
        followers.forEach(Runnable::run);
    }

    private void finish(Stream stream, ByteArrayOutputStream line, Instant now, char tag) {
        String text = line.toString(StandardCharsets.UTF_8);
        line.reset();
        last.addLast(text);
        if (last.size() > REMEMBERED_LINES) {
            last.removeFirst();
        }
        String name = stream == Stream.STDOUT ? "stdout" : "stderr";
        byte[] entry =
                (LogLine.time(now) + " " + name + " " + tag + " " + text + "\n")
                        .getBytes(StandardCharsets.UTF_8);
        try {
            file.write(entry);
        } catch (IOException e) {
            throw new UncheckedIOException("cannot write " + path, e);
        }
    }

    /** The end of it, for a termination message: at most 80 lines and 2048 bytes. */
    synchronized String tail() {
        String text = String.join("\n", last);
        int surplus = text.length() - 2048;
        return surplus > 0 ? text.substring(surplus) : text;
    }

    /** Calls {@code more} after each write and at the end; returns what stops that. */
    Runnable follow(Runnable more) {
        followers.add(more);
        return () -> followers.remove(more);
    }

    synchronized boolean isClosed() {
        return closed;
    }

    @Override
    public void close() {
        synchronized (this) {
            if (closed) {
                return;
            }
            Instant now = clock.instant();
            unfinished.forEach((stream, line) -> {
                if (line.size() > 0) {
                    finish(stream, line, now, 'F');
                }
            });
            closed = true;
            try {
                file.close();
            } catch (IOException e) {
                throw new UncheckedIOException("cannot close " + path, e);
            }
        }
        followers.forEach(Runnable::run);
    }
}
