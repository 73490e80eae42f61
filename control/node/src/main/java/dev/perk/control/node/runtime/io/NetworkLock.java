package dev.perk.control.node.runtime.io;

import dev.perk.control.node.runtime.InstanceNames;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.concurrent.locks.ReentrantLock;

/**
 * One instance at a time changes what all share: which networks are taken, whether the machine
 * forwards. Held by a thread of a process; the kernel lets go of it when the process ends.
 */
final class NetworkLock implements AutoCloseable {
    /** A file lock is the process's, whichever thread asked for it. */
    private static final ReentrantLock HERE = new ReentrantLock();

    private final FileChannel file;

    private NetworkLock(FileChannel file) {
        this.file = file;
    }

    static NetworkLock take() throws IOException {
        HERE.lock();
        try {
            Path path = Files.createDirectories(InstanceNames.root()).resolve("network");
            FileChannel file =
                    FileChannel.open(path, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
            file.lock();
            return new NetworkLock(file);
        } catch (IOException e) {
            HERE.unlock();
            throw e;
        }
    }

    @Override
    public void close() throws IOException {
        try {
            file.close();
        } finally {
            HERE.unlock();
        }
    }
}
