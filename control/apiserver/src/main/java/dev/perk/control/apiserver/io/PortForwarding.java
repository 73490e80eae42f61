package dev.perk.control.apiserver.io;

import dev.perk.control.apiserver.rest.ApiAnswer;
import io.netty.channel.ChannelHandlerContext;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;

/**
 * Many connections to ports of one pod, over one SPDY connection. Each has two streams that the
 * client ties together by a number: one for its bytes, one to say what went wrong.
 *
 * <p>Source: {@code k8s.io/kubelet pkg/cri/streaming/portforward/httpstream.go}.
 */
final class PortForwarding implements SpdyConnection.Owner {
    private static final int LARGEST_PORT = 65_535;

    private final ApiAnswer.Forwarding wish;
    private final Executor executor;
    private final Outflow outflow = new Outflow();
    private final Map<String, ForwardedConnection> connections = new HashMap<>();
    private @Nullable ChannelHandlerContext context;
    private @Nullable Valve valve;

    PortForwarding(ApiAnswer.Forwarding wish, Executor executor) {
        this.wish = wish;
        this.executor = executor;
    }

    @Override
    public void ready(ChannelHandlerContext ready) {
        context = ready;
        valve = new Valve(ready.channel());
    }

    @Override
    public Optional<SpdyStream.Receiver> opened(SpdyStream stream) {
        ChannelHandlerContext on = context;
        Valve through = valve;
        Optional<Integer> port = port(stream.header("port"));
        if (on == null || through == null || port.isEmpty()) {
            return Optional.empty();
        }
        var loop = new OnLoop(on.executor());
        String request = stream.header("requestid");
        ForwardedConnection connection =
                connections.computeIfAbsent(
                        request,
                        _ ->
                                new ForwardedConnection(
                                        wish,
                                        port.get(),
                                        new Inflow(loop, through),
                                        outflow,
                                        loop,
                                        executor,
                                        () -> connections.remove(request)));
        return connection.opened(stream);
    }

    private static Optional<Integer> port(String text) {
        try {
            int port = Integer.parseInt(text);
            return port > 0 && port <= LARGEST_PORT ? Optional.of(port) : Optional.empty();
        } catch (NumberFormatException e) {
            return Optional.empty();
        }
    }

    @Override
    public void gone() {
        outflow.end();
        List.copyOf(connections.values()).forEach(ForwardedConnection::abort);
    }
}
