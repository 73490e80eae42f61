package dev.perk.control.apiserver.io;

import dev.perk.control.apiserver.rest.ApiAnswer;
import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;

/**
 * A conversation over SPDY: a stream for each channel. It begins when the client has opened all
 * that it asked for, as it may begin to read only then.
 *
 * <p>Source: {@code k8s.io/kubelet pkg/cri/streaming/remotecommand/httpstream.go}.
 */
final class SpdyConversation implements SpdyConnection.Owner, Conversation.Wire {
    private static final List<String> CHANNELS =
            List.of("stdin", "stdout", "stderr", "error", "resize");

    private final ApiAnswer.Conversation wish;
    private final Executor executor;
    private final Map<Integer, SpdyStream> streams = new TreeMap<>();
    private @Nullable ChannelHandlerContext context;
    private @Nullable Conversation conversation;

    SpdyConversation(ApiAnswer.Conversation wish, Executor executor) {
        this.wish = wish;
        this.executor = executor;
    }

    @Override
    public void ready(ChannelHandlerContext ready) {
        context = ready;
        conversation = new Conversation(ready, wish, this, executor);
    }

    @Override
    public Optional<SpdyStream.Receiver> opened(SpdyStream stream) {
        int channel = CHANNELS.indexOf(stream.header("streamtype"));
        Conversation with = conversation;
        if (channel < 0 || with == null || streams.putIfAbsent(channel, stream) != null) {
            return Optional.empty();
        }
        if (streams.size() == expected()) {
            with.begin();
        }
        return Optional.of(
                new SpdyStream.Receiver() {
                    @Override
                    public void received(ByteBuf bytes) {
                        with.received(channel, bytes);
                    }

                    @Override
                    public void ended() {
                        with.closed(channel);
                    }

                    @Override
                    public void reset() {
                        with.closed(channel);
                    }
                });
    }

    private int expected() {
        int errorAndOthers = 1;
        for (boolean wanted :
                List.of(
                        wish.streams().stdin(),
                        wish.streams().stdout(),
                        wish.streams().stderr(),
                        wish.streams().tty())) {
            errorAndOthers += wanted ? 1 : 0;
        }
        return errorAndOthers;
    }

    @Override
    public ChannelFuture send(int channel, byte[] bytes) {
        SpdyStream stream = streams.get(channel);
        return stream == null
                ? connection().newFailedFuture(new IllegalStateException("no such stream"))
                : stream.send(bytes);
    }

    @Override
    public void finish(byte[] status) {
        ChannelFuture last = send(Conversation.ERROR, status);
        for (SpdyStream stream : streams.values()) {
            last = stream.finish();
        }
        last.addListener(ChannelFutureListener.CLOSE);
    }

    private ChannelHandlerContext connection() {
        if (context == null) {
            throw new IllegalStateException("not a part of a connection");
        }
        return context;
    }

    @Override
    public void gone() {
        if (conversation != null) {
            conversation.gone();
        }
    }
}
