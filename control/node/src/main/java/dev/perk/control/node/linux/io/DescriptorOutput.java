package dev.perk.control.node.linux.io;

import java.io.IOException;
import java.io.OutputStream;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.Objects;

/**
 * Writes to a descriptor that never blocks, and waits where it would.
 *
 * <p>Invariant, under the monitor: the descriptor is used only while {@code closed} is false; the
 * loop's thread closes it.
 */
final class DescriptorOutput extends OutputStream {
    private static final int CHUNK = 64 * 1024;
    private static final NativeFunction WRITE = new NativeFunction("write");

    private final DescriptorLoop loop;
    private final int descriptor;
    private boolean writable = true;
    private boolean closed;

    DescriptorOutput(DescriptorLoop loop, int descriptor) {
        this.loop = loop;
        this.descriptor = descriptor;
    }

    @Override
    public void write(int one) throws IOException {
        write(new byte[] {(byte) one}, 0, 1);
    }

    /**
     * @throws IOException if nobody reads it any more, or it has been closed meanwhile
     */
    @Override
    public void write(byte[] bytes, int offset, int length) throws IOException {
        Objects.checkFromIndexSize(offset, length, bytes.length);
        int done = 0;
        while (done < length) {
            done += writeSome(bytes, offset + done, Math.min(CHUNK, length - done));
        }
    }

    private synchronized int writeSome(byte[] bytes, int offset, int length) throws IOException {
        awaitWritable();
        int count;
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment chunk = arena.allocate(length);
            MemorySegment.copy(bytes, offset, chunk, ValueLayout.JAVA_BYTE, 0, length);
            count = WRITE.call(descriptor, chunk.address(), length);
        }
        if (count == -Errno.TRY_AGAIN) {
            writable = false;
            loop.execute(() -> loop.watchWrites(descriptor, this::onWritable));
            return 0;
        }
        if (count < 0 && count != -Errno.INTERRUPTED) {
            throw new IOException("write: " + Errno.text(-count));
        }
        return Math.max(0, count);
    }

    private void awaitWritable() throws IOException {
        try {
            while (!writable && !closed) {
                wait();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted while it waited for a reader", e);
        }
        if (closed) {
            throw new IOException("closed");
        }
    }

    private synchronized void onWritable() {
        loop.forgetWrites(descriptor);
        writable = true;
        notifyAll();
    }

    @Override
    public synchronized void close() {
        if (!closed) {
            closed = true;
            notifyAll();
            loop.execute(() -> {
                loop.forgetWrites(descriptor);
                Pipe.close(descriptor);
            });
        }
    }
}
