package dev.perk.control.apiserver.io;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.Unpooled;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.handler.codec.http.DefaultHttpContent;
import io.netty.handler.codec.http.DefaultHttpRequest;
import io.netty.handler.codec.http.DefaultLastHttpContent;
import io.netty.handler.codec.http.FullHttpResponse;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpVersion;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Limits of time and memory, spec §2.1, in a channel whose time stands still. */
class RequestReaderTest {
    private static final int ROOM = 10_000;

    private final BodyRoom room = new BodyRoom(ROOM);
    private final EmbeddedChannel client = new EmbeddedChannel();

    @BeforeEach
    void freeze() {
        client.freezeTime();
        client.pipeline().addLast(new RequestReader(room, true));
    }

    @AfterEach
    void close() {
        client.finishAndReleaseAll();
    }

    private static HttpRequest head(int contentLength) {
        var request = new DefaultHttpRequest(HttpVersion.HTTP_1_1, HttpMethod.POST, "/api");
        request.headers().set("Host", "a").set("Content-Length", contentLength);
        return request;
    }

    private void send(int bytes, boolean last) {
        var content = Unpooled.wrappedBuffer(new byte[bytes]);
        client.writeInbound(
                last ? new DefaultLastHttpContent(content) : new DefaultHttpContent(content));
    }

    private void advance(int seconds) {
        client.advanceTimeBy(seconds, TimeUnit.SECONDS);
        client.runScheduledPendingTasks();
    }

    private void assertRefused(int status, String text) {
        FullHttpResponse response = client.readOutbound();
        assertThat(response.status().code()).isEqualTo(status);
        assertThat(response.content().toString(StandardCharsets.UTF_8)).contains(text);
        response.release();
    }

    private void assertAllRoomFree() {
        assertThat(room.take(ROOM)).isTrue();
        room.give(ROOM);
    }

    @Test
    void aBodyTakesItsRoomUntilItIsGivenBack() {
        client.writeInbound(head(6000));
        send(5000, false);
        send(1000, true);

        WholeRequest whole = client.readInbound();
        assertThat(whole.body().length()).isEqualTo(6000);
        assertThat(room.take(4001)).isFalse();
        assertThat(room.take(4000)).isTrue();
    }

    @Test
    void aBodyThatThereIsNoRoomForIsAskedToComeLater() {
        client.writeInbound(head(20_000));
        send(9000, false);
        send(9000, false);

        assertRefused(429, "Too many requests, please try again later.");
        assertAllRoomFree();
        send(2000, true);
        assertThat(client.inboundMessages()).isEmpty();
    }

    @Test
    void aBodyThatStallsIsRefusedAfterAMinute() {
        client.writeInbound(head(100));
        send(50, false);
        advance(59);
        assertThat(client.outboundMessages()).isEmpty();

        advance(1);

        assertRefused(504, "Timeout: request did not complete within the allotted timeout");
        assertAllRoomFree();
        assertThat(client.isOpen()).as("the client gets to reading why").isTrue();
        advance(2);
        assertThat(client.isOpen()).isFalse();
    }

    @Test
    void aClientThatLeavesGivesBackWhatItTook() {
        client.writeInbound(head(100));
        send(50, false);

        client.close();

        assertAllRoomFree();
    }

    @Test
    void aConnectionThatNobodyUsesEnds() {
        advance(89);
        assertThat(client.isOpen()).isTrue();

        advance(1);

        assertThat(client.isOpen()).isFalse();
    }

    @Test
    void aConnectionWhoseRequestIsBeingAnsweredDoesNotEnd() {
        client.writeInbound(head(0));
        send(0, true);

        advance(1000);

        assertThat(client.isOpen()).isTrue();
    }
}
