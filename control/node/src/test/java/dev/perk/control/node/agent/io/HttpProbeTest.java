package dev.perk.control.node.agent.io;

import static org.assertj.core.api.Assertions.assertThat;

import dev.perk.control.node.agent.Probe;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Upstream: kubernetes {@code pkg/probe/http/http_test.go}. */
class HttpProbeTest {
    private final BlockingQueue<String> requests = new LinkedBlockingQueue<>();
    private final BlockingQueue<String> answers = new LinkedBlockingQueue<>();
    private ServerSocket server;

    @BeforeEach
    void listen() throws IOException {
        server = new ServerSocket(0, 10, InetAddress.getLoopbackAddress());
        Thread.startVirtualThread(this::serve);
    }

    @AfterEach
    void close() throws IOException {
        server.close();
    }

    /** Answers each connection with the next of {@code answers}; the last one again and again. */
    private void serve() {
        try {
            while (true) {
                try (Socket socket = server.accept()) {
                    byte[] buffer = new byte[8192];
                    int count = socket.getInputStream().read(buffer);
                    if (count < 0) {
                        continue; // a TCP probe says nothing
                    }
                    requests.add(new String(buffer, 0, count, StandardCharsets.ISO_8859_1));
                    String answer = answers.size() > 1 ? answers.remove() : answers.peek();
                    if (answer == null) {
                        socket.getInputStream().read(buffer); // waits until the other side gives up
                    } else {
                        socket.getOutputStream().write(answer.getBytes(StandardCharsets.UTF_8));
                    }
                }
            }
        } catch (IOException e) {
            // The test is over.
        }
    }

    private InetSocketAddress address() {
        return new InetSocketAddress(server.getInetAddress(), server.getLocalPort());
    }

    private String probe(String path, Probe.Header... headers) {
        return probe(address(), path, Duration.ofSeconds(60), headers);
    }

    private static String probe(
            InetSocketAddress address, String path, Duration timeout, Probe.Header... headers) {
        var check = new Probe.Check.Http(address.getPort(), "http", path, List.of(headers));
        return new SocketDial().get(address, check, timeout);
    }

    private static String answer(int status, String... headers) {
        return "HTTP/1.1 " + status + " X\r\n" + String.join("", headers) + "\r\nbody";
    }

    @Test
    void from200To399IsWell() {
        answers.add(answer(204));
        assertThat(probe("/healthz?full=1")).isEmpty();
        assertThat(requests.remove())
                .startsWith("GET /healthz?full=1 HTTP/1.1\r\n")
                .contains("Host: 127.0.0.1:" + server.getLocalPort() + "\r\n")
                .contains("User-Agent: kube-probe/")
                .contains("Connection: close\r\n");
        answers.clear();
        answers.add(answer(400));
        assertThat(probe("/")).isEqualTo("HTTP probe failed with statuscode: 400");
        answers.clear();
        answers.add(answer(500));
        assertThat(probe("/")).isEqualTo("HTTP probe failed with statuscode: 500");
    }

    @Test
    void sendsTheHeadersOfTheProbeOnce() {
        answers.add(answer(200));
        probe("/", new Probe.Header("host", "example.com"), new Probe.Header("X-A", "1"));
        assertThat(requests.remove())
                .contains("Host: example.com\r\n")
                .contains("X-A: 1\r\n")
                .doesNotContain("127.0.0.1");
    }

    @Test
    void followsRedirectsOnTheSameHostAndTrustsOthers() {
        answers.add(answer(302, "Location: /there\r\n"));
        answers.add(answer(503));
        assertThat(probe("/")).isEqualTo("HTTP probe failed with statuscode: 503");
        assertThat(requests).hasSize(2).last().asString().startsWith("GET /there ");

        answers.clear();
        answers.add(answer(302, "Location: http://example.com/\r\n"));
        assertThat(probe("/")).isEmpty();
    }

    @Test
    void givesUpWhereRedirectsNeverEnd() {
        answers.add(answer(302, "Location: /again\r\n"));
        assertThat(probe("/")).contains("stopped after 10 redirects");
    }

    @Test
    void saysWhatWentWrong() {
        assertThat(probe(address(), "/slow", Duration.ofMillis(500)))
                .contains("/slow\": no answer within 500 ms");
        answers.add("nonsense\r\n\r\n");
        assertThat(probe("/")).contains("malformed HTTP response \"nonsense\"");
    }

    @Test
    void saysThatNobodyListens() throws IOException {
        // A server that is closed while it accepts may accept once more; this one never does.
        try (var taken = new Socket()) {
            taken.bind(new InetSocketAddress(server.getInetAddress(), 0));
            var address = (InetSocketAddress) taken.getLocalSocketAddress();
            assertThat(probe(address, "/", Duration.ofSeconds(60)))
                    .contains("Get \"http://127.0.0.1:" + address.getPort())
                    .contains("refused");
            assertThat(new SocketDial().connect(address, Duration.ofSeconds(60)))
                    .startsWith("dial tcp 127.0.0.1:" + address.getPort() + ": ");
        }
    }

    @Test
    void anAcceptedConnectionIsEnoughForTcp() {
        assertThat(new SocketDial().connect(address(), Duration.ofSeconds(60))).isEmpty();
    }
}
