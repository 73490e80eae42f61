package dev.perk.http.io;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.perk.api.time.Scheduler;
import dev.perk.api.time.Timer;
import io.netty.bootstrap.Bootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.EventLoop;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/** Clauses: knative/pkg {@code network/transports.go}, first timeout 50 ms, time-outs retried. */
@ParameterizedClass
@EnumSource(Transport.class)
class DialerTest {
    private static final InetAddress LOOPBACK = InetAddress.getLoopbackAddress();

    private final MultiThreadIoEventLoopGroup group;
    private final EventLoop loop;
    private final StoppedClock clock = new StoppedClock();
    private final Dialer dialer;
    private final BlockingQueue<Dialer.Outcome> outcomes = new LinkedBlockingQueue<>();

    DialerTest(Transport transport) {
        assumeTrue(transport.isAvailable(), transport + " does not work here");
        group = new MultiThreadIoEventLoopGroup(1, transport.handlers());
        loop = group.next();
        Bootstrap bootstrap = transport.client().group(loop).handler(new Plain());
        dialer = new Dialer(bootstrap, clock);
    }

    @AfterEach
    void stop() {
        group.shutdownGracefully(0, 2, TimeUnit.SECONDS).awaitUninterruptibly();
    }

    private Dialer.Outcome outcome() throws InterruptedException {
        Dialer.Outcome outcome = outcomes.poll(60, TimeUnit.SECONDS);
        assertThat(outcome).as("the outcome").isNotNull();
        return outcome;
    }

    private static boolean isCalled(ServerSocket server) throws IOException {
        try {
            server.accept().close();
            return true;
        } catch (SocketTimeoutException e) {
            return false;
        }
    }

    @Test
    void aLoopThatIsLateLooksAtItsSocketsBeforeItGivesUp() throws Exception {
        try (var server = new ServerSocket(0, 10, LOOPBACK)) {
            var target = new InetSocketAddress(LOOPBACK, server.getLocalPort());
            loop.submit(
                            () -> {
                                dialer.dial(target, outcomes::add);
                                clock.advance(0);
                                // A hundred requests for a new pod kept the loop that long.
                                clock.advance(50);
                            })
                    .get();
            assertThat(outcome()).isInstanceOf(Dialer.Outcome.Connected.class);
            loop.submit(() -> clock.advance(10_000)).get();
            assertThat(outcomes).isEmpty();

            server.setSoTimeout((int) Duration.ofSeconds(60).toMillis());
            assertThat(isCalled(server)).isTrue();
            server.setSoTimeout(1);
            assertThat(isCalled(server)).as("dialled twice").isFalse();
        }
    }

    @Test
    void whoDoesNotAnswerIsDialledAgainAndLater() throws Exception {
        // Linux lets one more in than may wait, and drops the others' packets.
        try (var server = new ServerSocket(0, 1, LOOPBACK);
                var first = new Socket(LOOPBACK, server.getLocalPort());
                var second = new Socket(LOOPBACK, server.getLocalPort())) {
            assertThat(first.isConnected() && second.isConnected()).isTrue();
            var target = new InetSocketAddress(LOOPBACK, server.getLocalPort());
            loop.submit(() -> dialer.dial(target, outcomes::add)).get();
            // In steps, so that the loop looks at its sockets in between; all tries take about 20
            // s.
            for (int i = 0; i < 3000 && outcomes.isEmpty(); i++) {
                loop.submit(() -> clock.advance(20)).get();
            }
            assertThat(outcome())
                    .isInstanceOfSatisfying(
                            Dialer.Outcome.Failed.class,
                            failed ->
                                    assertThat(failed.why())
                                            .startsWith("timed out dialing " + target));
        }
    }

    /** A channel that does nothing by itself. */
    private static final class Plain extends ChannelInitializer<Channel> {
        @Override
        protected void initChannel(Channel channel) {}
    }

    /** Time as the test moves it, on the loop's own thread; the testkit's stands on this module. */
    private static final class StoppedClock implements Scheduler {
        private record Pending(long due, Runnable task) {}

        private final List<Pending> pending = new ArrayList<>();
        private long nanos;

        void advance(long millis) {
            nanos += Duration.ofMillis(millis).toNanos();
            for (List<Pending> due = due(); !due.isEmpty(); due = due()) {
                pending.removeAll(due);
                due.forEach(timer -> timer.task().run());
            }
        }

        private List<Pending> due() {
            return pending.stream().filter(timer -> timer.due() <= nanos).toList();
        }

        @Override
        public Instant instant() {
            return Instant.EPOCH.plusNanos(nanos);
        }

        @Override
        public long nanoTime() {
            return nanos;
        }

        @Override
        public void execute(Runnable task) {
            after(Duration.ZERO, task);
        }

        @Override
        public Timer after(Duration delay, Runnable task) {
            var timer = new Pending(nanos + delay.toNanos(), task);
            pending.add(timer);
            return () -> pending.remove(timer);
        }
    }
}
