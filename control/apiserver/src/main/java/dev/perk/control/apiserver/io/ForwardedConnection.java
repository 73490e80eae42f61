package dev.perk.control.apiserver.io;

import dev.perk.control.apiserver.rest.ApiAnswer;
import dev.perk.control.apiserver.rest.PodAccess;
import io.netty.buffer.ByteBuf;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Optional;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One connection to a port of a pod. Each direction ends by itself; when both have, it is over.
 *
 * <p>Everything happens on the event loop, but for what may wait: connecting, and moving bytes.
 */
final class ForwardedConnection {
    private static final Logger log = LoggerFactory.getLogger(ForwardedConnection.class);
    private static final int CHUNK = 32 * 1024;

    private final ApiAnswer.Forwarding wish;
    private final int port;
    private final Inflow inflow;
    private final Outflow outflow;
    private final OnLoop loop;
    private final Executor executor;
    private final Runnable whenOver;
    private @Nullable SpdyStream data;
    private @Nullable SpdyStream error;
    private PodAccess.@Nullable Connection connection;
    private int openWays = 2;
    private boolean connecting;
    private boolean over;

    ForwardedConnection(
            ApiAnswer.Forwarding wish,
            int port,
            Inflow inflow,
            Outflow outflow,
            OnLoop loop,
            Executor executor,
            Runnable whenOver) {
        this.wish = wish;
        this.port = port;
        this.inflow = inflow;
        this.outflow = outflow;
        this.loop = loop;
        this.executor = executor;
        this.whenOver = whenOver;
    }

    /** One of its two streams. */
    Optional<SpdyStream.Receiver> opened(SpdyStream stream) {
        String type = stream.header("streamtype");
        Optional<SpdyStream.Receiver> receiver = Optional.empty();
        if (type.equals("error") && error == null) {
            error = stream;
            receiver = Optional.of(new Ignored());
        } else if (type.equals("data") && data == null) {
            data = stream;
            receiver = Optional.of(new Data());
        }
        connectIfComplete();
        return receiver;
    }

    /** The client sends nothing on the error stream but its end. */
    private static final class Ignored implements SpdyStream.Receiver {
        @Override
        public void received(ByteBuf bytes) {}

        @Override
        public void ended() {}

        @Override
        public void reset() {}
    }

    private final class Data implements SpdyStream.Receiver {
        @Override
        public void received(ByteBuf bytes) {
            inflow.add(bytes);
        }

        @Override
        public void ended() {
            inflow.end();
        }

        @Override
        public void reset() {
            abort();
        }
    }

    private void connectIfComplete() {
        if (connecting || data == null || error == null) {
            return;
        }
        connecting = true;
        executor.execute(() -> {
            try {
                PodAccess.Connection made = wish.dial().connect(port);
                loop.execute(() -> connected(made));
            } catch (IOException | RuntimeException e) {
                loop.execute(() -> refused(String.valueOf(e.getMessage())));
            }
        });
    }

    private void refused(String why) {
        if (!over && error != null) {
            String problem = "error forwarding port " + port + " to " + wish.whose() + " : " + why;
            error.send(problem.getBytes(StandardCharsets.UTF_8));
        }
        finish();
    }

    private void connected(PodAccess.Connection made) {
        SpdyStream to = data;
        if (over || to == null) {
            executor.execute(made::close);
            return;
        }
        connection = made;
        executor.execute(() -> {
            inflow.drainTo(made.out());
            loop.execute(this::oneWayEnded);
        });
        executor.execute(() -> {
            copy(made, to);
            loop.execute(() -> {
                to.finish();
                oneWayEnded();
            });
        });
    }

    private void copy(PodAccess.Connection from, SpdyStream to) {
        byte[] buffer = new byte[CHUNK];
        try {
            for (int read = from.in().read(buffer); read >= 0; read = from.in().read(buffer)) {
                int bytes = read;
                byte[] chunk = Arrays.copyOf(buffer, bytes);
                if (!outflow.enter(bytes)) {
                    return;
                }
                loop.execute(() -> to.send(chunk).addListener(_ -> outflow.left(bytes)));
            }
        } catch (IOException e) {
            log.debug("connection to port {} broke off", port, e);
        }
    }

    private void oneWayEnded() {
        openWays--;
        if (openWays == 0) {
            finish();
        }
    }

    private void finish() {
        if (!over && data != null && error != null) {
            data.finish();
            error.finish();
        }
        abort();
    }

    /** The client wants no more of it. */
    void abort() {
        if (over) {
            return;
        }
        over = true;
        inflow.end();
        if (connection != null) {
            executor.execute(connection::close);
        }
        whenOver.run();
    }
}
