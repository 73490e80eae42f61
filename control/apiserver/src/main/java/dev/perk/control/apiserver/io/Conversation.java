package dev.perk.control.apiserver.io;

import com.fasterxml.jackson.databind.JsonNode;
import dev.perk.control.apiserver.rest.ApiAnswer;
import dev.perk.control.apiserver.rest.ExitStatus;
import dev.perk.control.apiserver.rest.PodAccess;
import dev.perk.kube.Json;
import dev.perk.kube.store.ApiException;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandlerContext;
import java.io.UncheckedIOException;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A client that talks to a program in a pod, whatever carries it.
 *
 * <p>Everything happens on the connection's event loop, but for what may wait: {@link
 * PodAccess.Output}'s methods, opening and closing the session, and feeding its input.
 */
final class Conversation implements PodAccess.Output {
    private static final Logger log = LoggerFactory.getLogger(Conversation.class);

    static final int STDIN = 0;
    static final int STDOUT = 1;
    static final int STDERR = 2;
    static final int ERROR = 3;
    static final int RESIZE = 4;

    /** What carries the channels. */
    interface Wire {
        /** Sends bytes on a channel. On the event loop. */
        ChannelFuture send(int channel, byte[] bytes);

        /**
         * Sends the last word, on the error channel, and ends the connection. On the event loop.
         */
        void finish(byte[] status);
    }

    private final ApiAnswer.Conversation wish;
    private final Wire wire;
    private final Executor executor;
    private final OnLoop loop;
    private final Outflow outflow = new Outflow();
    private final Inflow stdin;
    private PodAccess.@Nullable Session session;
    private int columns;
    private int rows;
    private boolean over;

    Conversation(
            ChannelHandlerContext context,
            ApiAnswer.Conversation wish,
            Wire wire,
            Executor executor) {
        this.wish = wish;
        this.wire = wire;
        this.executor = executor;
        this.loop = new OnLoop(context.executor());
        this.stdin = new Inflow(loop, new Valve(context.channel()));
    }

    void begin() {
        executor.execute(() -> {
            try {
                PodAccess.Session opened = wish.opening().open(this);
                loop.execute(() -> opened(opened));
            } catch (ApiException e) {
                end(ExitStatus.of(e));
            } catch (RuntimeException e) {
                log.error("a conversation with a pod did not begin", e);
                end(ExitStatus.of(ApiException.internal(String.valueOf(e.getMessage()))));
            }
        });
    }

    private void opened(PodAccess.Session opened) {
        if (over) {
            close(opened);
            return;
        }
        session = opened;
        if (columns > 0) {
            opened.resize(columns, rows);
        }
        if (wish.streams().stdin()) {
            // A platform thread: a virtual one would hold its carrier while the program reads
            // nothing.
            Thread.ofPlatform().name("stdin").daemon().start(() -> stdin.drainTo(opened.stdin()));
        }
    }

    private void close(PodAccess.Session session) {
        executor.execute(session::close);
    }

    // ---- from the client, on the event loop

    void received(int channel, ByteBuf bytes) {
        if (channel == STDIN && wish.streams().stdin()) {
            stdin.add(bytes);
        } else if (channel == RESIZE) {
            resize(ByteBufUtil.getBytes(bytes));
        }
    }

    void closed(int channel) {
        if (channel == STDIN) {
            stdin.end();
        }
    }

    private void resize(byte[] json) {
        try {
            JsonNode size = Json.read(json);
            columns = size.path("Width").asInt();
            rows = size.path("Height").asInt();
        } catch (UncheckedIOException e) {
            log.debug("a size that is no JSON", e);
            return;
        }
        if (session != null && columns > 0 && rows > 0) {
            session.resize(columns, rows);
        }
    }

    /** The client has left, or the server leaves. */
    void gone() {
        if (over) {
            return;
        }
        over = true;
        outflow.end();
        stdin.end();
        if (session != null) {
            close(session);
        }
    }

    // ---- from the program, on threads that may wait

    @Override
    public void stdout(byte[] bytes) {
        if (wish.streams().stdout()) {
            say(STDOUT, bytes);
        }
    }

    @Override
    public void stderr(byte[] bytes) {
        if (wish.streams().stderr()) {
            say(STDERR, bytes);
        }
    }

    private void say(int channel, byte[] bytes) {
        if (bytes.length == 0 || !outflow.enter(bytes.length)) {
            return;
        }
        loop.execute(() -> {
            if (!over) {
                wire.send(channel, bytes).addListener(_ -> outflow.left(bytes.length));
            }
        });
    }

    @Override
    public void ended(int exitCode) {
        end(ExitStatus.of(exitCode));
    }

    @Override
    public void broken(String problem) {
        end(ExitStatus.of(ApiException.internal(problem)));
    }

    private void end(byte[] status) {
        loop.execute(() -> {
            if (!over) {
                wire.finish(status);
                gone();
            }
        });
    }
}
