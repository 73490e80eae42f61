package dev.perk.control.node.linux.io;

import java.io.InputStream;
import java.util.ArrayDeque;
import java.util.Deque;

/**
 * Bytes from a thread that must not wait to one that may.
 *
 * <p>Invariant, under the monitor: {@code queued} is the size of all chunks, less what has been
 * read of the first one. Who fills it looks at {@link #isFull} and stops in time; {@code whenRoom}
 * tells it to go on, without the monitor.
 */
public final class ByteQueue extends InputStream {
    private static final int FULL = 256 * 1024;
    private static final int ROOM = FULL / 2;

    private final Deque<byte[]> chunks = new ArrayDeque<>();
    private final Runnable whenRoom;
    private int position;
    private int queued;
    private boolean full;
    private boolean ended;

    /**
     * @param whenRoom is called by the reader when there is room again after {@link #isFull} was
     *     true
     */
    public ByteQueue(Runnable whenRoom) {
        this.whenRoom = whenRoom;
    }

    /** Adds bytes, however many there are already; after the end they are dropped. */
    public synchronized void add(byte[] bytes) {
        if (!ended && bytes.length > 0) {
            chunks.addLast(bytes.clone());
            queued += bytes.length;
            notifyAll();
        }
    }

    /** Whether the reader is so far behind that no more should be added. */
    public synchronized boolean isFull() {
        full = queued >= FULL;
        return full;
    }

    /** What was added can still be read, and then the end. */
    public synchronized void end() {
        ended = true;
        notifyAll();
    }

    @Override
    public int read() {
        var one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xFF;
    }

    @Override
    public int read(byte[] buffer, int offset, int length) {
        int count;
        boolean room;
        synchronized (this) {
            if (length == 0) {
                return 0;
            }
            if (!awaitBytes()) {
                return -1;
            }
            count = take(buffer, offset, length);
            room = full && queued <= ROOM;
            full = full && !room;
        }
        if (room) {
            whenRoom.run();
        }
        return count;
    }

    private boolean awaitBytes() {
        while (chunks.isEmpty()) {
            if (ended) {
                return false;
            }
            try {
                wait();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                return false;
            }
        }
        return true;
    }

    private int take(byte[] buffer, int offset, int length) {
        byte[] first = chunks.getFirst();
        int count = Math.min(length, first.length - position);
        System.arraycopy(first, position, buffer, offset, count);
        position += count;
        if (position == first.length) {
            chunks.removeFirst();
            position = 0;
        }
        queued -= count;
        return count;
    }

    /** Nobody reads it any more. */
    @Override
    public synchronized void close() {
        chunks.clear();
        queued = 0;
        position = 0;
        end();
    }
}
