package dev.perk.control.node.agent.io;

import dev.perk.control.node.agent.Probe;
import dev.perk.control.node.agent.ProbeDial;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;

/** Health checks over the machine's network. A refused connection costs some microseconds. */
public record SocketDial() implements ProbeDial {
    private static final HttpClient HTTP =
            HttpClient.newBuilder()
                    .version(HttpClient.Version.HTTP_1_1)
                    .followRedirects(HttpClient.Redirect.NORMAL)
                    .connectTimeout(Duration.ofSeconds(10))
                    .build();

    @Override
    public String connect(InetSocketAddress address, Duration timeout) {
        try (var socket = new Socket()) {
            socket.connect(address, (int) timeout.toMillis());
            return "";
        } catch (IOException e) {
            return "dial tcp " + text(address) + ": " + e.getMessage();
        }
    }

    @Override
    public String get(InetSocketAddress address, Probe.Check.Http check, Duration timeout)
            throws InterruptedException {
        URI uri = URI.create(check.scheme() + "://" + text(address) + check.path());
        HttpRequest.Builder request =
                HttpRequest.newBuilder(uri)
                        .timeout(timeout)
                        .header("User-Agent", "kube-probe/1.32");
        for (Probe.Header header : check.headers()) {
            if (!header.name().equalsIgnoreCase("Host")) {
                request.setHeader(header.name(), header.value());
            }
        }
        try {
            int status = HTTP.send(request.build(), BodyHandlers.discarding()).statusCode();
            return status >= 200 && status < 400
                    ? ""
                    : "HTTP probe failed with statuscode: " + status;
        } catch (IOException e) {
            return "Get \"" + uri + "\": " + e.getMessage();
        }
    }

    private static String text(InetSocketAddress address) {
        return address.getAddress().getHostAddress() + ":" + address.getPort();
    }
}
