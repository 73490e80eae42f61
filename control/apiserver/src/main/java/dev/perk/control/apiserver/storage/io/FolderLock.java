package dev.perk.control.apiserver.storage.io;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.jspecify.annotations.Nullable;

/**
 * Keeps a second process out of a data folder. The operating system lets go of it when the process
 * ends, however it ends.
 */
final class FolderLock implements AutoCloseable {
    private final FileChannel channel;

    private FolderLock(FileChannel channel) {
        this.channel = channel;
    }

    /**
     * Creates the folder if need be and takes its lock.
     *
     * @throws StoreUnavailable if that is not possible
     */
    static FolderLock take(Path folder) {
        Path file = folder.resolve("lock");
        try {
            OwnerOnly.createFolder(folder);
            FileChannel channel =
                    FileChannel.open(
                            file,
                            StandardOpenOption.CREATE,
                            StandardOpenOption.READ,
                            StandardOpenOption.WRITE);
            try {
                lock(folder, channel);
                return new FolderLock(channel);
            } catch (IOException | RuntimeException e) {
                channel.close();
                throw e;
            }
        } catch (IOException e) {
            throw Database.notWritable(folder, e);
        }
    }

    /**
     * Keeps those out who would write to a folder, for somebody who does not.
     *
     * @throws StoreUnavailable if that is not possible
     */
    static FolderLock share(Path folder) {
        try {
            FileChannel channel = FileChannel.open(folder.resolve("lock"), StandardOpenOption.READ);
            try {
                if (channel.tryLock(0, Long.MAX_VALUE, true) == null) {
                    throw new StoreUnavailable.InUse(folder, owner(channel));
                }
                return new FolderLock(channel);
            } catch (IOException | RuntimeException e) {
                channel.close();
                throw e;
            }
        } catch (OverlappingFileLockException e) {
            throw new StoreUnavailable.InUse(folder, "this very process");
        } catch (IOException e) {
            throw Database.notWritable(folder, e);
        }
    }

    private static void lock(Path folder, FileChannel channel) throws IOException {
        if (tryLock(channel) == null) {
            throw new StoreUnavailable.InUse(folder, owner(channel));
        }
        channel.truncate(0);
        String pid = ProcessHandle.current().pid() + "\n";
        channel.write(ByteBuffer.wrap(pid.getBytes(StandardCharsets.UTF_8)), 0);
    }

    private static @Nullable FileLock tryLock(FileChannel channel) throws IOException {
        try {
            return channel.tryLock();
        } catch (OverlappingFileLockException e) {
            return null;
        }
    }

    private static String owner(FileChannel channel) throws IOException {
        ByteBuffer content = ByteBuffer.allocate(32);
        channel.read(content, 0);
        String pid = StandardCharsets.UTF_8.decode(content.flip()).toString().strip();
        return pid.isEmpty() ? "another Perk" : "another Perk (process " + pid + ")";
    }

    @Override
    public void close() {
        try {
            channel.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
