package dev.perk.control.node.agent.io;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.util.Optional;

/** Reads the lines of a log, also those that are written meanwhile, and across rotations. */
final class LogFile implements AutoCloseable {
    private final ContainerLog log;
    private final ByteArrayOutputStream unfinished = new ByteArrayOutputStream();
    private InputStream in;
    private int rotations;

    LogFile(ContainerLog log) throws IOException {
        this.log = log;
        this.rotations = log.rotations();
        this.in = open();
    }

    private InputStream open() throws IOException {
        return new BufferedInputStream(Files.newInputStream(log.path()));
    }

    /** The next line; empty if there is no more whole one now. */
    Optional<LogLine> next() throws IOException {
        while (true) {
            // Asked first: what was written before a rotation is in the old file, and read below.
            int newest = log.rotations();
            for (int c = in.read(); c >= 0; c = in.read()) {
                if (c != '\n') {
                    unfinished.write(c);
                    continue;
                }
                Optional<LogLine> line = LogLine.parse(unfinished.toByteArray());
                unfinished.reset();
                if (line.isPresent()) {
                    return line;
                }
            }
            if (newest == rotations) {
                return Optional.empty();
            }
            in.close();
            in = open();
            rotations = newest;
        }
    }

    @Override
    public void close() throws IOException {
        in.close();
    }
}
