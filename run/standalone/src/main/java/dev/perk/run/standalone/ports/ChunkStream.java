package dev.perk.run.standalone.ports;

import java.io.InputStream;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;

/**
 * What one thread writes in chunks and another reads. A reader that is too slow for {@value
 * #PATIENCE} chunks loses the rest.
 */
final class ChunkStream extends InputStream {
    private static final int PATIENCE = 65_536;
    private static final byte[] END = new byte[0];

    private final BlockingQueue<byte[]> chunks = new LinkedBlockingQueue<>();
    private volatile Runnable stop = () -> {};
    private byte[] current = END;
    private int position;
    private boolean ended;

    ChunkStream stoppedBy(Runnable stopping) {
        this.stop = stopping;
        return this;
    }

    void add(byte[] chunk) {
        if (chunk.length > 0 && chunks.size() < PATIENCE) {
            chunks.add(chunk);
        }
    }

    void end() {
        chunks.add(END);
    }

    @Override
    public int read() {
        var one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xFF;
    }

    @Override
    public int read(byte[] buffer, int offset, int length) {
        if (length == 0) {
            return 0;
        }
        while (position == current.length) {
            if (ended) {
                return -1;
            }
            try {
                current = chunks.take();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                return -1;
            }
            position = 0;
            ended = current.length == 0;
        }
        int count = Math.min(length, current.length - position);
        System.arraycopy(current, position, buffer, offset, count);
        position += count;
        return count;
    }

    @Override
    public void close() {
        stop.run();
        end();
    }
}
