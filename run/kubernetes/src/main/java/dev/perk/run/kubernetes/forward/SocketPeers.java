package dev.perk.run.kubernetes.forward;

import dev.perk.api.Namespaces;
import dev.perk.api.stats.StatCodec;
import dev.perk.api.stats.StatMessage;
import dev.perk.run.kubernetes.forward.BucketHolders.Holder;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;

/**
 * Other autoscalers over WebSockets: by their pod's address, or by the Service of the bucket where
 * pods cannot be reached by address. What works first is kept until the bucket has another holder.
 *
 * <p>Source: {@code knative/serving pkg/autoscaler/statforwarder/processor.go}.
 *
 * <p>Invariant: {@code connections} has one entry for each bucket that something was sent to;
 * frames of one connection are sent one after the other, chained on {@code last}.
 */
public final class SocketPeers implements Peers {
    private static final Duration CONNECT = Duration.ofMillis(500);

    private static final class Connection {
        final CompletableFuture<WebSocket> socket;
        private CompletableFuture<?> last;

        Connection(CompletableFuture<WebSocket> socket) {
            this.socket = socket;
            this.last = socket;
        }

        synchronized CompletableFuture<?> send(byte[] frame) {
            CompletableFuture<?> sent =
                    last.thenCombine(socket, (_, open) -> open)
                            .thenCompose(open -> open.sendBinary(ByteBuffer.wrap(frame), true));
            last = sent;
            return sent;
        }

        void close() {
            socket.thenAccept(WebSocket::abort);
        }
    }

    private final HttpClient client;
    private final int port;
    private final String clusterDomain;
    private final Map<String, Connection> connections = new ConcurrentHashMap<>();

    /**
     * @param port where all autoscalers take stats
     */
    public SocketPeers(HttpClient client, int port, String clusterDomain) {
        this.client = client;
        this.port = port;
        this.clusterDomain = clusterDomain;
    }

    @Override
    public CompletableFuture<?> send(Holder holder, StatMessage message) {
        Connection connection =
                connections.computeIfAbsent(holder.bucket(), _ -> new Connection(connect(holder)));
        return connection
                .send(StatCodec.encode(List.of(message)))
                .whenComplete((_, failure) -> {
                    if (failure != null && connections.remove(holder.bucket(), connection)) {
                        connection.close();
                    }
                });
    }

    private CompletableFuture<WebSocket> connect(Holder holder) {
        String service =
                holder.bucket() + "." + Namespaces.KNATIVE_SERVING + ".svc." + clusterDomain;
        return holder.address()
                .map(this::dial)
                .orElseGet(() ->
                        CompletableFuture.failedFuture(
                                new IllegalArgumentException(
                                        "holder "
                                                + holder.identity()
                                                + " (expected: POD-NAME_POD-IP)")))
                .exceptionallyCompose(_ -> dial(service));
    }

    private CompletableFuture<WebSocket> dial(String host) {
        String authority = host.contains(":") ? "[" + host + "]" : host;
        return client.newWebSocketBuilder()
                .connectTimeout(CONNECT)
                .buildAsync(
                        URI.create("ws://" + authority + ":" + port + "/"),
                        new WebSocket.Listener() {})
                .orTimeout(CONNECT.toMillis(), TimeUnit.MILLISECONDS);
    }

    @Override
    public void forget(String bucket) {
        Connection connection = connections.remove(bucket);
        if (connection != null) {
            connection.close();
        }
    }

    @Override
    public void close() {
        connections.keySet().forEach(this::forget);
    }
}
