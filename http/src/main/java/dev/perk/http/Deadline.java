package dev.perk.http;

import dev.perk.api.time.Scheduler;
import dev.perk.api.time.Timer;
import dev.perk.api.why.Reason;
import java.time.Duration;

/**
 * Watches the {@link Timeouts} of exchanges.
 *
 * <p>Before the answer has begun, time is up with a 504. Later it is up with a broken connection,
 * where Knative appends the message to the body: a client must be able to tell a part from a whole.
 * Source of everything else: knative/serving {@code pkg/http/handler/timeout.go}.
 *
 * @param body of the 504, which has no newline
 */
public record Deadline(String body) {

    /** Starts the clocks of one exchange. */
    public void watch(Exchange exchange, Timeouts timeouts) {
        Scheduler loop = exchange.loop();
        Timer total =
                loop.after(
                        timeouts.total(),
                        () -> timeUp(exchange, "RequestTimeout", timeouts.total(), "in all"));
        exchange.atEnd(total::cancel);
        if (timeouts.responseStart().isPresent()) {
            watchStart(exchange, timeouts.responseStart().get());
        }
        if (timeouts.idle().isPresent()) {
            watchIdle(exchange, timeouts.idle().get());
        }
    }

    private void watchStart(Exchange exchange, Duration limit) {
        Timer start =
                exchange.loop()
                        .after(
                                limit,
                                () -> {
                                    if (!exchange.hasBegun()) {
                                        timeUp(
                                                exchange,
                                                "ResponseStartTimeout",
                                                limit,
                                                "before the answer began");
                                    }
                                });
        exchange.atEnd(start::cancel);
    }

    private void watchIdle(Exchange exchange, Duration limit) {
        Idle idle = new Idle(exchange, limit);
        idle.arm(limit);
        exchange.atEnd(idle::cancel);
    }

    private void timeUp(Exchange exchange, String code, Duration limit, String when) {
        Reason reason =
                Reason.of(code, "it took more than " + limit.toMillis() / 1000.0 + "s " + when);
        if (exchange.hasBegun()) {
            exchange.abort(reason);
        } else {
            exchange.refuse(504, body, reason);
        }
    }

    /** The clock that every part of the answer sets back. */
    private final class Idle {
        private final Exchange exchange;
        private final Duration limit;
        private Timer timer = () -> {};

        Idle(Exchange exchange, Duration limit) {
            this.exchange = exchange;
            this.limit = limit;
        }

        void arm(Duration delay) {
            timer = exchange.loop().after(delay, this::check);
        }

        private void check() {
            long silent = exchange.loop().nanoTime() - exchange.lastProgress();
            Duration left = limit.minusNanos(silent);
            if (left.isPositive()) {
                arm(left);
            } else {
                timeUp(exchange, "IdleTimeout", limit, "without a part of the answer");
            }
        }

        void cancel() {
            timer.cancel();
        }
    }
}
