package dev.perk.control.node.runtime.io;

import dev.perk.control.node.runtime.InstanceNames;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.locks.ReentrantLock;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What one instance on a machine does at a time. */
final class MachineLock {
    private static final Logger log = LoggerFactory.getLogger(MachineLock.class);

    /** Changes of what all share: which networks are taken, whether the machine forwards. */
    static final MachineLock NETWORK = new MachineLock("network");

    /**
     * Starts: who cleans up after the dead holds the locks of their data folders for a moment, and
     * a start on one of these would take that for a living master.
     */
    static final MachineLock START = new MachineLock("start");

    private final String name;

    /** A file lock is the process's, whichever thread asked for it. */
    private final ReentrantLock here = new ReentrantLock();

    private MachineLock(String name) {
        this.name = name;
    }

    /**
     * Waits until nobody else has it. The kernel lets go of it when the process ends.
     *
     * @throws IOException if there can be no such file
     */
    Held take() throws IOException {
        here.lock();
        try {
            Path path = InstanceNames.root().resolve(name);
            while (true) {
                Optional<Held> held = take(path);
                if (held.isPresent()) {
                    return held.get();
                }
            }
        } catch (IOException e) {
            here.unlock();
            throw e;
        }
    }

    /** Empty if who had it before has removed what this one waited for. */
    private Optional<Held> take(Path path) throws IOException {
        Files.createDirectories(path.getParent());
        FileChannel file;
        try {
            file = FileChannel.open(path, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
        } catch (NoSuchFileException e) {
            return Optional.empty(); // the folder
        }
        file.lock();
        String mark = UUID.randomUUID().toString();
        file.write(ByteBuffer.wrap(mark.getBytes(StandardCharsets.US_ASCII)), 0);
        if (says(path, mark)) {
            return Optional.of(new Held(path, file, here));
        }
        file.close();
        return Optional.empty();
    }

    private static boolean says(Path path, String mark) throws IOException {
        try {
            return Files.readString(path).equals(mark);
        } catch (NoSuchFileException e) {
            return false;
        }
    }

    /** Nothing is left on the machine when the last instance has ended. */
    static void removeFolderIfEmpty() throws IOException {
        try {
            Files.deleteIfExists(InstanceNames.root());
        } catch (DirectoryNotEmptyException e) {
            log.debug("others are still there: {}", e.getMessage());
        }
    }

    /** The lock, until it is closed by the thread that took it. */
    record Held(Path path, FileChannel file, ReentrantLock here) implements AutoCloseable {
        @Override
        public void close() throws IOException {
            try (file) {
                Files.deleteIfExists(path);
                removeFolderIfEmpty();
            } finally {
                here.unlock();
            }
        }
    }
}
