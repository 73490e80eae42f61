package dev.perk.http.io;

import dev.perk.api.time.Scheduler;
import dev.perk.api.time.Timer;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** The only guard against clients that send slowly on purpose, as in Knative. */
final class HeadTimer {
    private static final Duration LIMIT = Duration.ofSeconds(60);

    private final Scheduler loop;
    private final Runnable tooLate;
    private @Nullable Timer timer;

    HeadTimer(Scheduler loop, Runnable tooLate) {
        this.loop = loop;
        this.tooLate = tooLate;
    }

    /** A head is due, or half of one has come. Goes on if it runs already. */
    void start() {
        if (timer == null) {
            timer = loop.after(LIMIT, tooLate);
        }
    }

    void stop() {
        if (timer != null) {
            timer.cancel();
            timer = null;
        }
    }
}
