package dev.perk.control.apiserver.io;

import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.handler.codec.http2.Http2FrameCodec;
import io.netty.handler.timeout.IdleStateEvent;
import io.netty.util.ReferenceCountUtil;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What concerns a whole connection of HTTP/2: it ends when it is told to, which its client hears
 * first, and when nobody has used it for a while.
 */
final class Http2Connection extends ChannelInboundHandlerAdapter {
    private static final Logger log = LoggerFactory.getLogger(Http2Connection.class);

    @Override
    public void userEventTriggered(ChannelHandlerContext context, Object event) {
        boolean unused =
                event instanceof IdleStateEvent
                        && context.pipeline()
                                        .get(Http2FrameCodec.class)
                                        .connection()
                                        .numActiveStreams()
                                == 0;
        if (unused || event instanceof ApiConnection.Farewell) {
            // Says GOAWAY, and waits a moment for the streams to end.
            context.close();
        } else {
            context.fireUserEventTriggered(event);
        }
    }

    @Override
    public void channelRead(ChannelHandlerContext context, Object message) {
        // Settings, pings and the like were heeded on their way here.
        ReferenceCountUtil.release(message);
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
        log.debug("connection closed", cause);
        context.close();
    }
}
