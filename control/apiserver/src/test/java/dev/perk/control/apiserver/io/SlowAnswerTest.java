package dev.perk.control.apiserver.io;

import static org.assertj.core.api.Assertions.assertThat;

import dev.perk.control.apiserver.auth.Authentication;
import dev.perk.control.apiserver.auth.ServiceAccountTokens;
import dev.perk.control.apiserver.rest.ApiAnswer;
import dev.perk.control.apiserver.rest.ApiRequest;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.handler.codec.http.DefaultHttpRequest;
import io.netty.handler.codec.http.FullHttpResponse;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpVersion;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Optional;
import java.util.Queue;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Spec §2.1: a request that is no watch has a minute. */
class SlowAnswerTest {
    private final Queue<Runnable> tasks = new ArrayDeque<>();
    private final BodyRoom room = new BodyRoom(0);
    private final EmbeddedChannel client = new EmbeddedChannel();

    @BeforeEach
    void ask() {
        client.freezeTime();
        client.pipeline()
                .addLast(
                        new ApiConnection(
                                new Authentication(
                                        "token",
                                        new ServiceAccountTokens(
                                                () -> {
                                                    throw new IllegalStateException("no key");
                                                },
                                                _ -> Optional.empty(),
                                                Instant::now,
                                                new Random(1))),
                                _ -> ApiAnswer.text(200, "done"),
                                tasks::add,
                                room));
        var request = new DefaultHttpRequest(HttpVersion.HTTP_1_1, HttpMethod.GET, "/api");
        client.writeInbound(new WholeRequest(request, ApiRequest.Body.of(new byte[10])));
    }

    @AfterEach
    void close() {
        client.finishAndReleaseAll();
    }

    private int status() {
        FullHttpResponse response = client.readOutbound();
        int status = response.status().code();
        response.release();
        return status;
    }

    @Test
    void anAnswerInTimeIsSentAndNothingAfterIt() {
        tasks.remove().run();
        client.runPendingTasks();
        assertThat(status()).isEqualTo(200);
        assertThat(room.take(10)).as("its body is forgotten").isTrue();

        client.advanceTimeBy(60, TimeUnit.SECONDS);
        client.runScheduledPendingTasks();

        assertThat(client.outboundMessages()).isEmpty();
        assertThat(client.isOpen()).isTrue();
    }

    @Test
    void anAnswerThatTakesLongerComesTooLate() {
        client.advanceTimeBy(60, TimeUnit.SECONDS);
        client.runScheduledPendingTasks();
        assertThat(status()).isEqualTo(504);
        assertThat(client.isOpen()).isFalse();

        tasks.remove().run();
        client.runPendingTasks();

        assertThat(client.outboundMessages()).isEmpty();
        assertThat(room.take(10)).as("only now is its body forgotten").isTrue();
    }
}
