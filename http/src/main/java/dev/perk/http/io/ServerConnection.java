package dev.perk.http.io;

import dev.perk.api.time.Scheduler;
import dev.perk.api.why.Reason;
import dev.perk.http.End;
import dev.perk.http.Response;
import dev.perk.http.Stage;
import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelPipeline;
import io.netty.channel.socket.ChannelInputShutdownEvent;
import io.netty.handler.codec.DecoderException;
import io.netty.handler.codec.http.FullHttpResponse;
import io.netty.handler.codec.http.HttpContent;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.LastHttpContent;
import io.netty.util.ReferenceCountUtil;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The connection of one client: makes exchanges of its requests, one after the other.
 *
 * <p>Requests that come before the current one is answered wait, and so does reading. Reading goes
 * on while nothing waits, because that is the only way to learn that the client has left.
 */
final class ServerConnection extends ChannelInboundHandlerAdapter {
    private static final Logger log = LoggerFactory.getLogger(ServerConnection.class);

    /** What is left of a request that was answered early is read and dropped, up to here. */
    private static final int MAX_DROPPED = 1 << 18;

    /** How long a client that is still sending has to notice that it was answered. */
    private static final Duration LINGER = Duration.ofSeconds(5);

    private final Channel channel;
    private final Loop loop;
    private final Stage stage;
    private final HttpListener listener;
    private final String scheme;
    private final RequestDecoder decoder = new RequestDecoder();
    private final AnswerWriter writer;
    private final HalfClosed halfClosed;
    private final HeadTimer headTimer;

    /** Messages of requests whose turn has not come. */
    private final Deque<Object> waiting = new ArrayDeque<>(0);

    private @Nullable NettyExchange current;
    private @Nullable InetSocketAddress peer;
    private boolean requestEnded = true;
    private boolean taking;
    private boolean closed;
    private boolean lingering;
    private long dropped;

    /**
     * @param scheme http or https
     */
    ServerConnection(
            Channel channel, Loop loop, Stage stage, HttpListener listener, String scheme) {
        this.channel = channel;
        this.loop = loop;
        this.stage = stage;
        this.listener = listener;
        this.scheme = scheme;
        this.writer = new AnswerWriter(channel, listener::isClosing);
        this.halfClosed = new HalfClosed(loop.scheduler(), writer);
        this.headTimer = new HeadTimer(loop.scheduler(), this::headTimedOut);
    }

    void addTo(ChannelPipeline pipeline) {
        pipeline.addLast(decoder, writer.encoder(), this);
    }

    InetSocketAddress peer() {
        InetSocketAddress known = peer;
        if (known == null) {
            known = (InetSocketAddress) channel.remoteAddress();
            peer = known;
        }
        return known;
    }

    String scheme() {
        return scheme;
    }

    Scheduler loop() {
        return loop.scheduler();
    }

    Forwarding forwarding(NettyExchange exchange, InetSocketAddress target) {
        return new Forwarding(exchange, writer, target, loop.upstreams());
    }

    @Override
    public void channelActive(ChannelHandlerContext ctx) {
        if (channel.remoteAddress() == null) {
            channel.close(); // it was reset before we could even ask who it is
        } else {
            peer();
            headTimer.start();
        }
    }

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object message) {
        if (closed) {
            ReferenceCountUtil.release(message);
        } else if (message instanceof ByteBuf bytes) {
            tunnel(bytes);
        } else if (!waiting.isEmpty() || (current != null && requestEnded)) {
            waiting.addLast(message);
            updateReading();
        } else {
            take(message);
        }
    }

    private void take(Object message) {
        if (message instanceof HttpRequest head) {
            begin(head);
        } else {
            part((HttpContent) message);
        }
    }

    private void begin(HttpRequest wire) {
        headTimer.stop();
        Optional<RequestRules.Fault> fault = RequestRules.judge(wire);
        if (fault.isPresent()) {
            ReferenceCountUtil.release(wire);
            writer.writeFault(fault.get().status(), fault.get().text());
            close();
            return;
        }
        RequestHead head = RequestHead.of(wire);
        writer.expect(head);
        requestEnded = false;
        dropped = 0;
        var exchange = new NettyExchange(this, head);
        current = exchange;
        if (head.target().equals("*")) {
            exchange.respond(new Response(200, Map.of(), ""));
            return;
        }
        try {
            stage.handle(exchange);
        } catch (RuntimeException e) {
            log.atError().addKeyValue("target", head.target()).setCause(e).log("a stage failed");
            Reason bug = Reason.of("InternalError", "a stage failed: " + e);
            exchange.refuse(500, "internal error\n", bug);
            exchange.abort(bug);
        }
    }

    private void part(HttpContent part) {
        NettyExchange exchange = current;
        boolean last = part instanceof LastHttpContent;
        requestEnded = last;
        if (exchange == null) {
            part.release();
        } else if (part.decoderResult().isFailure()) {
            Reason why = Reason.of("MalformedBody", String.valueOf(part.decoderResult().cause()));
            part.release();
            writer.closeAfterThis();
            exchange.refuse(400, "malformed request body\n", why);
            exchange.abort(why);
            close();
        } else if (exchange.hasEnded()) {
            drop(part, last);
        } else {
            exchange.requestPart(part);
            updateReading();
        }
    }

    /** The rest of a request that was answered before it was complete. */
    private void drop(HttpContent part, boolean last) {
        dropped += part.content().readableBytes();
        part.release();
        if (last) {
            next();
        } else if (dropped > MAX_DROPPED && !writer.isClosing()) {
            writer.closeAfterThis();
            linger();
        }
    }

    /** Leaves HTTP, unless the client has sent more of it already. */
    boolean becomeTunnel() {
        if (!waiting.isEmpty() || !requestEnded) {
            return false;
        }
        channel.pipeline().remove(writer.encoder());
        channel.pipeline().remove(decoder);
        return true;
    }

    private void tunnel(ByteBuf bytes) {
        if (current == null) {
            bytes.release();
        } else {
            current.tunnel(bytes);
            updateReading();
        }
    }

    /** Writes a stage's own answer. */
    void answer(FullHttpResponse answer) {
        NettyExchange exchange = current;
        if (exchange != null && !requestEnded && !mayDropRestOf(exchange.head())) {
            writer.closeAfterThis();
        }
        writer.writeAnswer(answer);
    }

    /** Whether it is certain that the rest will come, and that it is short. */
    private static boolean mayDropRestOf(RequestHead head) {
        return !head.chunked() && head.length() <= MAX_DROPPED && !head.expectsContinue();
    }

    /** The current exchange is over. */
    void ended(End how) {
        halfClosed.stopProbing();
        if (closed) {
            return;
        }
        switch (how) {
            case End.Answered _ -> {
                writer.flush();
                NettyExchange exchange = current;
                if (requestEnded) {
                    next();
                } else if (writer.isClosing()
                        && exchange != null
                        && !exchange.head().isBodyless()) {
                    linger();
                } else {
                    updateReading();
                }
            }
            case End.ClientGone _, End.Broken _, End.Unserved _ -> {
                closed = true;
                channel.close();
            }
        }
    }

    /** Both sides of the current exchange are done: on to the next request. */
    private void next() {
        current = null;
        if (writer.isClosing()) {
            close();
            return;
        }
        if (!taking) {
            // Only the outermost call takes messages, or many small requests would nest deeply.
            taking = true;
            while (!closed && !waiting.isEmpty() && (current == null || !requestEnded)) {
                take(waiting.removeFirst());
            }
            taking = false;
        }
        NettyExchange following = current;
        if (following != null) {
            following.flushRequest();
        }
        if (following == null && (halfClosed.isHalfClosed() || listener.isClosing())) {
            close();
        } else if (following != null && halfClosed.isHalfClosed()) {
            inputEnded(following);
        } else {
            updateReading();
        }
    }

    /** No more bytes will come: fine if the request is complete, or else the client has left. */
    private void inputEnded(NettyExchange exchange) {
        if (requestEnded && !exchange.isTunnel()) {
            halfClosed.begin(exchange);
        } else {
            channel.close();
        }
    }

    /** Lets what was written go out, then closes. */
    private void close() {
        if (!closed) {
            closed = true;
            writer.closeWhenWritten();
        }
    }

    /** Closes our half at once and the rest later, or a reset would overtake the answer. */
    private void linger() {
        closed = true;
        lingering = true;
        writer.shutdownWhenWritten();
        channel.config().setAutoRead(true);
        loop.scheduler().after(LINGER, channel::close);
    }

    /** Closes the connection if no request is on it. */
    void closeIfIdle() {
        if (current == null && waiting.isEmpty()) {
            close();
        }
    }

    void updateReading() {
        if (halfClosed.isHalfClosed()) {
            // Nothing more will come; and epoll forgets a socket that it has no events to wait for.
            return;
        }
        NettyExchange exchange = current;
        boolean read =
                waiting.isEmpty()
                        && (exchange == null
                                || (requestEnded && !exchange.isTunnel())
                                || exchange.hasEnded()
                                || exchange.wantsMore());
        if (channel.config().isAutoRead() != read) {
            channel.config().setAutoRead(read);
        }
    }

    @Override
    public void channelReadComplete(ChannelHandlerContext ctx) {
        if (current != null) {
            current.flushRequest();
        } else if (decoder.isUnfinished()) {
            headTimer.start();
        }
    }

    @Override
    public void channelWritabilityChanged(ChannelHandlerContext ctx) {
        if (current != null && channel.isWritable()) {
            current.clientWritable();
        }
    }

    private void headTimedOut() {
        if (current != null || closed) {
            return;
        }
        if (decoder.isUnfinished()) {
            writer.writeFault(400, "Bad Request: the request head took too long");
        }
        close();
    }

    @Override
    public void userEventTriggered(ChannelHandlerContext ctx, Object event) {
        if (event instanceof ChannelInputShutdownEvent) {
            if (current != null && !lingering) {
                inputEnded(current);
            } else if (!closed || lingering) {
                channel.close();
            }
        }
    }

    @Override
    public void channelInactive(ChannelHandlerContext ctx) {
        closed = true;
        headTimer.stop();
        halfClosed.stopProbing();
        waiting.forEach(ReferenceCountUtil::release);
        waiting.clear();
        listener.forget(this);
        if (current != null) {
            current.clientGone();
        }
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
        if (cause instanceof IOException || cause instanceof DecoderException) {
            log.debug("connection of {} failed", peer(), cause);
        } else {
            log.warn("connection of {} failed", peer(), cause);
        }
        channel.close();
    }
}
