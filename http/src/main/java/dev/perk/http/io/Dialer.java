package dev.perk.http.io;

import dev.perk.api.time.Scheduler;
import io.netty.bootstrap.Bootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelOption;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.Locale;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.Consumer;

/**
 * Opens connections to containers, impatiently at first.
 *
 * <p>A pod that has just been started may lose the first packets, so a try is short and followed by
 * longer ones. Only time-outs are tried again: who refuses will refuse again. Source: knative/pkg
 * {@code network/transports.go}.
 */
final class Dialer {
    private static final double FIRST_TIMEOUT_MILLIS = 50;
    private static final double GROWTH = 1.4;
    private static final double JITTER = 0.1;
    private static final int TRIES = 16;

    /** After the next look of the loop at its sockets. */
    private static final Duration ONE_MORE_LOOK = Duration.ofMillis(1);

    private static final int MIN_PAUSE_MILLIS = 30;
    private static final int MAX_PAUSE_MILLIS = 60;

    /** How a dial came out. */
    sealed interface Outcome {
        record Connected(Channel channel) implements Outcome {}

        record Failed(String why) implements Outcome {}
    }

    private final Bootstrap bootstrap;
    private final Scheduler loop;

    /**
     * @param bootstrap with its event loop and handlers
     * @param loop the same event loop
     */
    Dialer(Bootstrap bootstrap, Scheduler loop) {
        this.bootstrap = bootstrap.option(ChannelOption.CONNECT_TIMEOUT_MILLIS, 0);
        this.loop = loop;
    }

    /** Connects to {@code target} and tells the outcome on the loop. */
    void dial(InetSocketAddress target, Consumer<Outcome> then) {
        attempt(target, then, 1, FIRST_TIMEOUT_MILLIS, loop.nanoTime());
    }

    private void attempt(
            InetSocketAddress target,
            Consumer<Outcome> then,
            int number,
            double timeoutMillis,
            long started) {
        ChannelFuture connect = bootstrap.connect(target);
        Duration limit = Duration.ofNanos((long) (timeoutMillis * 1e6));
        // Behind the call itself, which the loop has queued.
        loop.execute(() -> loop.after(limit, () -> timeIsUp(connect)));
        connect.addListener(_ -> {
            Throwable cause = connect.cause();
            if (cause == null) {
                then.accept(new Outcome.Connected(connect.channel()));
            } else if (!connect.isCancelled()) {
                then.accept(new Outcome.Failed(String.valueOf(cause.getMessage())));
            } else if (number >= TRIES) {
                double seconds = (loop.nanoTime() - started) / 1e9;
                then.accept(
                        new Outcome.Failed(
                                String.format(
                                        Locale.ROOT,
                                        "timed out dialing %s after %.2fs",
                                        target,
                                        seconds)));
            } else {
                double longer = timeoutMillis * GROWTH * (1 + JITTER * (random() - 0.5));
                loop.after(pause(), () -> attempt(target, then, number + 1, longer, started));
            }
        });
    }

    /**
     * A busy loop hears of the time first, and of what its sockets did meanwhile when it looks at
     * them again: the longer a hundred requests for a new pod kept it, the more of their own
     * connections would count as lost, and be dialled once more.
     */
    private void timeIsUp(ChannelFuture connect) {
        loop.after(
                ONE_MORE_LOOK,
                () -> {
                    if (connect.cancel(false)) {
                        connect.channel().close();
                    }
                });
    }

    private static Duration pause() {
        return Duration.ofMillis(
                ThreadLocalRandom.current().nextInt(MIN_PAUSE_MILLIS, MAX_PAUSE_MILLIS));
    }

    private static double random() {
        return ThreadLocalRandom.current().nextDouble();
    }
}
