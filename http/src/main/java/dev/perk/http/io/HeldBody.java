package dev.perk.http.io;

import io.netty.handler.codec.http.HttpContent;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.function.Consumer;

/** The beginning of a request's body, until somebody wants it: a little of it, never all. */
final class HeldBody {
    private static final int MAX_BYTES = 1 << 16;

    private final Deque<HttpContent> parts = new ArrayDeque<>(0);
    private int bytes;

    void add(HttpContent part) {
        parts.addLast(part);
        bytes += part.content().readableBytes();
    }

    boolean isFull() {
        return bytes >= MAX_BYTES;
    }

    /** Hands everything over, in order. */
    void drainTo(Consumer<HttpContent> taker) {
        bytes = 0;
        for (HttpContent part = parts.pollFirst(); part != null; part = parts.pollFirst()) {
            taker.accept(part);
        }
    }
}
