package dev.perk.control.node.runtime.io;

import dev.perk.control.node.runtime.InstanceNames;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;

/**
 * Says to others that an instance lives: a locked file, which the kernel unlocks when its process
 * ends, however it ends. In it is the data folder, so that somebody else can clean up.
 */
final class InstanceLock implements AutoCloseable {
    private static final String SUFFIX = ".lock";
    private static final int LONGEST_PATH = 4096;

    /** What this process has: to open and close such a file once more would unlock it. */
    private static final Set<Path> HELD = ConcurrentHashMap.newKeySet();

    private final Path file;
    private final FileChannel channel;
    private final FileLock lock;

    private InstanceLock(Path file, FileChannel channel, FileLock lock) {
        this.file = file;
        this.channel = channel;
        this.lock = lock;
    }

    /**
     * Takes the lock of the instance that works on {@code dataFolder}.
     *
     * @throws IOException if another process has it
     */
    static InstanceLock take(InstanceNames names, Path dataFolder) throws IOException {
        Path folder = Files.createDirectories(InstanceNames.root());
        InstanceLock taken =
                tryTake(folder.resolve(names.id() + SUFFIX))
                        .orElseThrow(() ->
                                new IOException(
                                        "another Perk already works on the data folder "
                                                + dataFolder));
        taken.channel.truncate(0);
        taken.channel.write(
                ByteBuffer.wrap(dataFolder.toString().getBytes(StandardCharsets.UTF_8)));
        return taken;
    }

    /** Locks of instances whose process has ended without a farewell. */
    static List<InstanceLock> ofDead() throws IOException {
        List<InstanceLock> dead = new ArrayList<>();
        if (Files.isDirectory(InstanceNames.root())) {
            try (Stream<Path> files = Files.list(InstanceNames.root())) {
                for (Path file : files.filter(f -> f.toString().endsWith(SUFFIX)).toList()) {
                    tryTake(file).ifPresent(dead::add);
                }
            }
        }
        return dead;
    }

    private static Optional<InstanceLock> tryTake(Path file) throws IOException {
        if (!HELD.add(file)) {
            return Optional.empty();
        }
        FileChannel channel =
                FileChannel.open(
                        file,
                        StandardOpenOption.CREATE,
                        StandardOpenOption.READ,
                        StandardOpenOption.WRITE);
        FileLock lock = channel.tryLock();
        if (lock != null) {
            return Optional.of(new InstanceLock(file, channel, lock));
        }
        channel.close();
        HELD.remove(file);
        return Optional.empty();
    }

    InstanceNames names() {
        String name = file.getFileName().toString();
        return new InstanceNames(name.substring(0, name.length() - SUFFIX.length()));
    }

    /** The data folder of the instance; empty if its process did not get so far as to say. */
    Optional<Path> dataFolder() throws IOException {
        ByteBuffer bytes = ByteBuffer.allocate(LONGEST_PATH);
        channel.read(bytes, 0);
        String path = StandardCharsets.UTF_8.decode(bytes.flip()).toString();
        return path.isEmpty() ? Optional.empty() : Optional.of(Path.of(path));
    }

    /** Says that the instance has ended and left nothing behind. */
    @Override
    public void close() throws IOException {
        Files.deleteIfExists(file);
        MachineLock.removeFolderIfEmpty();
        lock.release();
        channel.close();
        HELD.remove(file);
    }
}
