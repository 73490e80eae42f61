package dev.perk.control.apiserver.io;

import java.util.concurrent.atomic.AtomicLong;

/**
 * How many bytes of requests' bodies may be in memory at once, whoever sends them. A limit for each
 * body is not enough where nobody limits how many are sent.
 */
final class BodyRoom {
    /** What is read into a tree takes some ten times as much as its text. */
    private static final int SHARE_OF_HEAP = 16;

    private final AtomicLong left;

    /**
     * @param bytes in all, 0 or more
     */
    BodyRoom(long bytes) {
        left = new AtomicLong(bytes);
    }

    /** As much as this JVM can stand. */
    static BodyRoom ofThisMachine() {
        return new BodyRoom(
                Math.max(RequestReader.LIMIT, Runtime.getRuntime().maxMemory() / SHARE_OF_HEAP));
    }

    /** Whether there was room for {@code bytes} more, which is taken then. */
    boolean take(long bytes) {
        if (left.addAndGet(-bytes) >= 0) {
            return true;
        }
        left.addAndGet(bytes);
        return false;
    }

    void give(long bytes) {
        left.addAndGet(bytes);
    }
}
