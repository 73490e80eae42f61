package dev.perk.http.io;

import dev.perk.api.time.Scheduler;
import dev.perk.api.time.Timer;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * Finds out whether a client that has stopped sending still listens.
 *
 * <p>A client that is done with its requests and one that has left look the same: a FIN. The first
 * must be served, the second should free its container at once. So while nothing of the answer has
 * gone out we say {@code 100 Continue}, which every client ignores (RFC 9110 §15.2.1) and a closed
 * socket answers with a reset. Twice is needed where only a second write fails.
 */
final class HalfClosed {
    private static final Duration FIRST = Duration.ofMillis(200);
    private static final Duration LONGEST = Duration.ofSeconds(5);

    private final Scheduler loop;
    private final AnswerWriter client;
    private @Nullable Timer probe;
    private boolean halfClosed;

    HalfClosed(Scheduler loop, AnswerWriter client) {
        this.loop = loop;
        this.client = client;
    }

    boolean isHalfClosed() {
        return halfClosed;
    }

    /** The client has stopped sending while it waits for the answer to {@code exchange}. */
    void begin(NettyExchange exchange) {
        halfClosed = true;
        probeAfter(FIRST, exchange);
    }

    private void probeAfter(Duration delay, NettyExchange exchange) {
        Duration longer = delay.multipliedBy(2);
        probe =
                loop.after(
                        delay,
                        () -> {
                            if (!exchange.hasBegun()) {
                                client.writeContinue();
                                probeAfter(
                                        longer.compareTo(LONGEST) < 0 ? longer : LONGEST, exchange);
                            }
                        });
    }

    void stopProbing() {
        if (probe != null) {
            probe.cancel();
            probe = null;
        }
    }
}
