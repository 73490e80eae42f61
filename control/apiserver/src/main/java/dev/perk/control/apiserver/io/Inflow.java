package dev.perk.control.apiserver.io;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import java.io.IOException;
import java.io.OutputStream;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What a client sends to somebody who may be slow to take it: taken from the event loop, written by
 * a thread that may wait. While much is queued the connection is not read.
 *
 * <p>Invariant: {@code queued} and {@code shut} belong to the event loop.
 */
final class Inflow {
    private static final Logger log = LoggerFactory.getLogger(Inflow.class);
    private static final int FULL_BYTES = 256 * 1024;
    private static final byte[] END = new byte[0];

    private final OnLoop loop;
    private final Valve valve;
    private final BlockingQueue<byte[]> chunks = new LinkedBlockingQueue<>();
    private int queued;
    private boolean shut;
    private boolean ended;

    Inflow(OnLoop loop, Valve valve) {
        this.loop = loop;
        this.valve = valve;
    }

    /** On the event loop; leaves the buffer's reference alone. */
    void add(ByteBuf bytes) {
        if (ended || !bytes.isReadable()) {
            return;
        }
        byte[] chunk = ByteBufUtil.getBytes(bytes);
        queued += chunk.length;
        chunks.add(chunk);
        if (!shut && queued > FULL_BYTES) {
            shut = true;
            valve.shut();
        }
    }

    /** No more will come. On the event loop. */
    void end() {
        if (!ended) {
            ended = true;
            chunks.add(END);
        }
    }

    /**
     * Writes everything to {@code out}, and closes it at the end. When nobody takes it any more,
     * the rest is dropped, so that the client is not held up. Blocks until {@link #end}.
     */
    void drainTo(OutputStream out) {
        boolean taken = true;
        try {
            for (byte[] chunk = chunks.take(); chunk.length > 0; chunk = chunks.take()) {
                taken = taken && write(chunk, out);
                int length = chunk.length;
                loop.execute(() -> left(length));
            }
            out.close();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (IOException e) {
            log.debug("input was not closed", e);
        }
    }

    private static boolean write(byte[] chunk, OutputStream out) {
        try {
            out.write(chunk);
            out.flush();
            return true;
        } catch (IOException e) {
            log.debug("input is not taken any more", e);
            return false;
        }
    }

    private void left(int bytes) {
        queued -= bytes;
        if (shut && queued <= FULL_BYTES / 2) {
            shut = false;
            valve.open();
        }
    }
}
