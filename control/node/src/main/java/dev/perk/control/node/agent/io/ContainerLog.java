package dev.perk.control.node.agent.io;

import dev.perk.control.node.runtime.ContainerListener.Stream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import java.time.InstantSource;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;

/**
 * What one run of a container wrote, line by line with time and stream, as the container runtimes
 * of Kubernetes write it: {@code TIME stdout F text}. A line of more than {@value #LONGEST_LINE}
 * bytes comes in parts marked {@code P}.
 *
 * <p>A file that has grown to 10 MiB is set aside, in place of the one before it, and a new one
 * begun, so a container cannot fill the disk by talking.
 *
 * <p>All access holds the monitor; followers are told without it.
 */
final class ContainerLog implements AutoCloseable {
    private static final int LONGEST_LINE = 16 * 1024;
    private static final long LONGEST_FILE = 10L << 20;

    private final InstantSource clock;
    private final Path path;
    private final long longestFile;
    private final Map<Stream, ByteArrayOutputStream> unfinished = new EnumMap<>(Stream.class);
    private final List<Runnable> followers = new CopyOnWriteArrayList<>();
    private OutputStream file;
    private long size;
    private int rotations;
    private boolean closed;

    ContainerLog(Path path, InstantSource clock) throws IOException {
        this(path, clock, LONGEST_FILE);
    }

    ContainerLog(Path path, InstantSource clock, long longestFile) throws IOException {
        this.path = path;
        this.clock = clock;
        this.longestFile = longestFile;
        Files.createDirectories(path.getParent());
        file = open();
    }

    private OutputStream open() throws IOException {
        return Files.newOutputStream(path, StandardOpenOption.CREATE, StandardOpenOption.APPEND);
    }

    Path path() {
        return path;
    }

    /** How often a new file was begun: a reader that is behind continues in the new one. */
    synchronized int rotations() {
        return rotations;
    }

    void write(Stream stream, byte[] bytes) {
        synchronized (this) {
            if (closed) {
                return;
            }
            Instant now = clock.instant();
            var entries = new ByteArrayOutputStream(bytes.length + 64);
            ByteArrayOutputStream line =
                    unfinished.computeIfAbsent(stream, _ -> new ByteArrayOutputStream());
            int begin = 0;
            for (int i = 0; i < bytes.length; i++) {
                boolean ends = bytes[i] == '\n';
                if (ends || line.size() + i + 1 - begin == LONGEST_LINE) {
                    line.write(bytes, begin, ends ? i - begin : i + 1 - begin);
                    finish(stream, line, now, ends ? 'F' : 'P', entries);
                    begin = i + 1;
                }
            }
            line.write(bytes, begin, bytes.length - begin);
            append(entries);
        }
        followers.forEach(Runnable::run);
    }

    /** Bytes stay as they are: what a container writes need not be text. */
    private static void finish(
            Stream stream,
            ByteArrayOutputStream line,
            Instant now,
            char tag,
            ByteArrayOutputStream entries) {
        String name = stream == Stream.STDOUT ? "stdout" : "stderr";
        entries.writeBytes(
                (LogLine.time(now) + " " + name + " " + tag + " ")
                        .getBytes(StandardCharsets.US_ASCII));
        entries.writeBytes(line.toByteArray());
        entries.write('\n');
        line.reset();
    }

    private void append(ByteArrayOutputStream entries) {
        if (entries.size() == 0) {
            return;
        }
        try {
            if (size > 0 && size + entries.size() > longestFile) {
                file.close();
                Path aside = path.resolveSibling(path.getFileName() + ".1");
                Files.move(path, aside, StandardCopyOption.REPLACE_EXISTING);
                file = open();
                size = 0;
                rotations++;
            }
            entries.writeTo(file);
            size += entries.size();
        } catch (IOException e) {
            throw new UncheckedIOException("cannot write " + path, e);
        }
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
            var entries = new ByteArrayOutputStream();
            unfinished.forEach((stream, line) -> {
                if (line.size() > 0) {
                    finish(stream, line, now, 'F', entries);
                }
            });
            append(entries);
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
