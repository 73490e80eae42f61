package dev.perk.control.node.linux.io;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One thread that waits for many descriptors, so that a container costs no thread.
 *
 * <p>Invariant: {@code handlers} and {@code closed} belong to the loop's thread; others change them
 * through {@code changes} and then wake the loop.
 */
final class DescriptorLoop implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(DescriptorLoop.class);
    private static final int POLL_ENTRY = 8;
    private static final short READABLE = 1;
    private static final short WRITABLE = 4;
    private static final int FOR_EVER = -1;
    private static final int BUFFER = 64 * 1024;
    private static final NativeFunction POLL = new NativeFunction("poll");
    private static final NativeFunction READ = new NativeFunction("read");
    private static final NativeFunction WRITE = new NativeFunction("write");

    private final Map<Interest, Runnable> handlers = new LinkedHashMap<>();
    private final Queue<Runnable> changes = new ConcurrentLinkedQueue<>();
    private final MemorySegment buffer = Arena.ofAuto().allocate(BUFFER);
    private final Pipe wake;
    private final Thread thread;
    private boolean closed;

    /** What is waited for: that a descriptor can be read, or written. */
    private record Interest(int descriptor, short events) {}

    DescriptorLoop(String name) throws IOException {
        this.wake = Pipe.open();
        this.thread = Thread.ofPlatform().name(name).daemon().unstarted(this::run);
    }

    void start() {
        thread.start();
    }

    /** Runs {@code task} on the loop's thread. */
    void execute(Runnable task) {
        changes.add(task);
        try (Arena arena = Arena.ofConfined()) {
            // A full pipe means that the loop has reason enough to wake up.
            WRITE.call(wake.writeEnd(), arena.allocate(1).address(), 1);
        }
    }

    /** Calls {@code handler} whenever {@code descriptor} can be read. On the loop's thread only. */
    void watch(int descriptor, Runnable handler) {
        handlers.put(new Interest(descriptor, READABLE), handler);
    }

    void forget(int descriptor) {
        handlers.remove(new Interest(descriptor, READABLE));
    }

    /**
     * Calls {@code handler} whenever {@code descriptor} can be written. On the loop's thread only.
     */
    void watchWrites(int descriptor, Runnable handler) {
        handlers.put(new Interest(descriptor, WRITABLE), handler);
    }

    void forgetWrites(int descriptor) {
        handlers.remove(new Interest(descriptor, WRITABLE));
    }

    /**
     * Reads what is there now. On the loop's thread only.
     *
     * @return the bytes; none if there is nothing now, null at the end
     */
    byte @Nullable [] read(int descriptor) {
        int count = READ.call(descriptor, buffer.address(), BUFFER);
        if (count == -Errno.TRY_AGAIN || count == -Errno.INTERRUPTED) {
            return new byte[0];
        }
        return count <= 0 ? null : buffer.asSlice(0, count).toArray(ValueLayout.JAVA_BYTE);
    }

    private void run() {
        watch(wake.readEnd(), () -> read(wake.readEnd()));
        runChanges();
        while (!closed) {
            await().forEach(this::guarded);
            runChanges();
        }
        Pipe.close(wake.readEnd());
        Pipe.close(wake.writeEnd());
    }

    private void runChanges() {
        for (Runnable change = changes.poll(); change != null; change = changes.poll()) {
            guarded(change);
        }
    }

    /** Waits until something can be read or written. */
    private List<Runnable> await() {
        List<Interest> interests = List.copyOf(handlers.keySet());
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment entries = arena.allocate((long) POLL_ENTRY * interests.size(), 4);
            for (int i = 0; i < interests.size(); i++) {
                long at = (long) i * POLL_ENTRY;
                entries.set(ValueLayout.JAVA_INT, at, interests.get(i).descriptor());
                entries.set(ValueLayout.JAVA_SHORT, at + 4, interests.get(i).events());
            }
            POLL.call(entries.address(), interests.size(), FOR_EVER);
            return IntStream.range(0, interests.size())
                    .filter(i ->
                            entries.get(ValueLayout.JAVA_SHORT, (long) i * POLL_ENTRY + 6) != 0)
                    .mapToObj(i -> handlers.get(interests.get(i)))
                    .toList();
        }
    }

    private void guarded(Runnable task) {
        try {
            task.run();
        } catch (RuntimeException e) {
            log.error("a container's event was lost", e);
        }
    }

    @Override
    public void close() {
        execute(() -> closed = true);
        try {
            thread.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
