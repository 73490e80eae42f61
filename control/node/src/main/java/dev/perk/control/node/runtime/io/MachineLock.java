package dev.perk.control.node.runtime.io;

import dev.perk.control.node.runtime.InstanceNames;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Locale;
import java.util.concurrent.locks.ReentrantLock;

/** What one instance on a machine does at a time. */
enum MachineLock {
    /** Changes of what all share: which networks are taken, whether the machine forwards. */
    NETWORK,

    /**
     * Starts: who cleans up after the dead holds the locks of their data folders for a moment, and
     * a start on one of these would take that for a living master.
     */
    START;

    /** A file lock is the process's, whichever thread asked for it. */
    private final ReentrantLock here = new ReentrantLock();

    /**
     * Waits until nobody else has it. The kernel lets go of it when the process ends.
     *
     * @throws IOException if there can be no such file
     */
    Held take() throws IOException {
        here.lock();
        try {
            Path path =
                    Files.createDirectories(InstanceNames.root())
                            .resolve(name().toLowerCase(Locale.ROOT));
            FileChannel file =
                    FileChannel.open(path, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
            file.lock();
            return new Held(file, here);
        } catch (IOException e) {
            here.unlock();
            throw e;
        }
    }

    /** The lock, until it is closed by the thread that took it. */
    record Held(FileChannel file, ReentrantLock here) implements AutoCloseable {
        @Override
        public void close() throws IOException {
            try {
                file.close();
            } finally {
                here.unlock();
            }
        }
    }
}
