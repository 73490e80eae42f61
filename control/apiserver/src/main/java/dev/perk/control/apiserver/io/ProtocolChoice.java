package dev.perk.control.apiserver.io;

import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelPipeline;
import io.netty.channel.group.ChannelGroup;
import io.netty.handler.codec.http.HttpDecoderConfig;
import io.netty.handler.codec.http.HttpServerCodec;
import io.netty.handler.codec.http2.Http2FrameCodecBuilder;
import io.netty.handler.codec.http2.Http2MultiplexHandler;
import io.netty.handler.codec.http2.Http2Settings;
import io.netty.handler.codec.http2.Http2StreamFrameToHttpObjectCodec;
import io.netty.handler.flow.FlowControlHandler;
import io.netty.handler.ssl.ApplicationProtocolNames;
import io.netty.handler.ssl.ApplicationProtocolNegotiationHandler;
import io.netty.handler.timeout.IdleStateHandler;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Prepares a connection for what the client has chosen in the handshake: HTTP/1.1, one request
 * after the other, or HTTP/2, whose every stream then looks like a connection with one request.
 *
 * <p>Source of the limits: {@code k8s.io/apiserver pkg/server/secure_serving.go}, and Go's {@code
 * net/http.DefaultMaxHeaderBytes}.
 */
final class ProtocolChoice extends ApplicationProtocolNegotiationHandler {
    private static final Logger log = LoggerFactory.getLogger(ProtocolChoice.class);

    private static final int LARGEST_HEAD = 1 << 20;
    private static final int CHUNK = 64 * 1024;

    private static final int MAX_STREAMS = 250;
    private static final int WINDOW = 256 * 1024;
    private static final int IDLE_SECONDS = 90;
    private static final int GOODBYE_MILLIS = 1000;

    /** Resets in half a minute; who ends all its watches twice is no attacker. */
    private static final int MAX_RESETS = 4 * MAX_STREAMS;

    private static final int RESET_WINDOW_SECONDS = 30;

    private final ChannelGroup connections;
    private final BodyRoom room;
    private final Supplier<ApiConnection> answering;

    /**
     * @param connections gets the streams of HTTP/2, too
     */
    ProtocolChoice(ChannelGroup connections, BodyRoom room, Supplier<ApiConnection> answering) {
        super(ApplicationProtocolNames.HTTP_1_1);
        this.connections = connections;
        this.room = room;
        this.answering = answering;
    }

    @Override
    protected void configurePipeline(ChannelHandlerContext context, String protocol) {
        if (protocol.equals(ApplicationProtocolNames.HTTP_2)) {
            http2(context.pipeline());
        } else {
            http1(context.pipeline());
        }
    }

    private void http1(ChannelPipeline pipeline) {
        var limits =
                new HttpDecoderConfig()
                        .setMaxInitialLineLength(LARGEST_HEAD)
                        .setMaxHeaderSize(LARGEST_HEAD)
                        .setMaxChunkSize(CHUNK);
        pipeline.addLast(new HttpServerCodec(limits))
                // A request that came along with the one before waits for its turn.
                .addLast(new FlowControlHandler())
                .addLast(new RequestReader(room, true))
                .addLast(answering.get());
    }

    private void http2(ChannelPipeline pipeline) {
        Http2Settings settings =
                Http2Settings.defaultSettings()
                        .maxConcurrentStreams(MAX_STREAMS)
                        .initialWindowSize(WINDOW)
                        .maxHeaderListSize(LARGEST_HEAD);
        pipeline.addLast(
                        Http2FrameCodecBuilder.forServer()
                                .initialSettings(settings)
                                .decoderEnforceMaxRstFramesPerWindow(
                                        MAX_RESETS, RESET_WINDOW_SECONDS)
                                .gracefulShutdownTimeoutMillis(GOODBYE_MILLIS)
                                .build())
                .addLast(new IdleStateHandler(0, 0, IDLE_SECONDS))
                .addLast(
                        new Http2MultiplexHandler(
                                new ChannelInitializer<>() {
                                    @Override
                                    protected void initChannel(Channel stream) {
                                        connections.add(stream);
                                        stream.pipeline()
                                                .addLast(
                                                        new Http2StreamFrameToHttpObjectCodec(true))
                                                .addLast(new RequestReader(room, false))
                                                .addLast(answering.get());
                                    }
                                }))
                .addLast(new Http2Connection());
    }

    @Override
    protected void handshakeFailure(ChannelHandlerContext context, Throwable cause) {
        log.debug("no handshake", cause);
        context.close();
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
        log.debug("connection closed", cause);
        context.close();
    }
}
