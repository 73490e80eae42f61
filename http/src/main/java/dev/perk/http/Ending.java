package dev.perk.http;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The end of an exchange, and what is tied to it: each runs exactly once, the last first, and also
 * if another one fails, because a slot that is not given back is lost. Lives on the exchange's
 * loop.
 */
public final class Ending {
    private static final Logger log = LoggerFactory.getLogger(Ending.class);

    private final List<Consumer<End>> tied = new ArrayList<>(8);
    private @Nullable End how;

    /** Runs {@code action} at the end; at once if that has come. */
    public void tie(Consumer<End> action) {
        if (how == null) {
            tied.add(action);
        } else {
            action.accept(how);
        }
    }

    public boolean hasCome() {
        return how != null;
    }

    public Optional<End> how() {
        return Optional.ofNullable(how);
    }

    /** From now on it has ended; {@link #runTied} is still to be called. */
    public void come(End how) {
        if (this.how != null) {
            throw new IllegalStateException("ended " + how + ", but had ended before: " + this.how);
        }
        this.how = how;
    }

    /** To be called once, after {@link #come}. */
    public void runTied() {
        End end = how().orElseThrow();
        for (Consumer<End> action : tied.reversed()) {
            try {
                action.accept(end);
            } catch (RuntimeException e) {
                log.atError().setCause(e).log("what was tied to the end of an exchange failed");
            }
        }
    }
}
