package dev.perk.testing.simulation;

import dev.perk.testing.testkit.FakeClock;
import dev.perk.testing.testkit.FakeExchange;
import java.time.Duration;
import java.util.function.Supplier;

/** Users who send their next request when they have the answer to the last: a closed loop. */
public final class Users {
    /** What the way there and back takes; without it a user could call for ever in no time. */
    private static final Duration ROUND_TRIP = Duration.ofMillis(1);

    private final FakeClock clock;
    private final Supplier<FakeExchange> request;
    private boolean stopped;

    Users(FakeClock clock, Supplier<FakeExchange> request, int count) {
        this.clock = clock;
        this.request = request;
        for (int i = 0; i < count; i++) {
            clock.execute(this::call);
        }
    }

    private void call() {
        if (!stopped) {
            request.get().atEnd(() -> clock.after(ROUND_TRIP, this::call));
        }
    }

    /** What was asked is still waited for; nothing more is asked. */
    public void stop() {
        stopped = true;
    }
}
