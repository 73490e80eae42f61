package dev.perk.control.node.agent.io;

import dev.perk.control.node.agent.Probe;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.Locale;
import java.util.Optional;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManager;
import javax.net.ssl.X509TrustManager;

/**
 * One GET of a health check, each on a connection of its own. An HTTP client would do, but loading
 * one takes longer than starting a container.
 *
 * <p>From 200 to 399 is well. Redirects are followed on the same host, and trusted elsewhere;
 * certificates are not checked. Source: kubernetes {@code pkg/probe/http/http.go}.
 */
final class HttpProbe {
    private static final int MOST_REDIRECTS = 10;
    private static final int MOST_HEAD = 64 * 1024;
    private static final long NANOS_PER_MILLI = 1_000_000;

    /** The head of an answer, as far as it matters here. */
    private record Answer(int status, Optional<String> location) {}

    private final InetSocketAddress address;
    private final Probe.Check.Http check;
    private final Duration timeout;
    private final long deadline;

    HttpProbe(InetSocketAddress address, Probe.Check.Http check, Duration timeout) {
        this.address = address;
        this.check = check;
        this.timeout = timeout;
        this.deadline = System.nanoTime() + timeout.toNanos();
    }

    static String text(InetSocketAddress address) {
        return address.getAddress().getHostAddress() + ":" + address.getPort();
    }

    /** What is wrong; empty if all is well. */
    String problem() {
        String path = check.path();
        URI uri = URI.create(check.scheme() + "://" + text(address) + "/");
        try {
            uri = uri.resolve(path);
            for (int redirects = 0; redirects <= MOST_REDIRECTS; redirects++) {
                Answer answer = ask(path);
                if (answer.status() < 300
                        || answer.status() >= 400
                        || answer.location().isEmpty()) {
                    return answer.status() >= 200 && answer.status() < 400
                            ? ""
                            : "HTTP probe failed with statuscode: " + answer.status();
                }
                uri = uri.resolve(answer.location().get());
                if (!text(address).equals(uri.getRawAuthority())) {
                    return "";
                }
                path = target(uri);
            }
            return "Get \"" + uri + "\": stopped after " + MOST_REDIRECTS + " redirects";
        } catch (SocketTimeoutException e) {
            return "Get \"" + uri + "\": no answer within " + timeout.toMillis() + " ms";
        } catch (IOException | GeneralSecurityException | IllegalArgumentException e) {
            return "Get \"" + uri + "\": " + e.getMessage();
        }
    }

    private static String target(URI uri) {
        String path = uri.getRawPath().isEmpty() ? "/" : uri.getRawPath();
        return uri.getRawQuery() == null ? path : path + "?" + uri.getRawQuery();
    }

    private Answer ask(String path) throws IOException, GeneralSecurityException {
        try (Socket plain = new Socket()) {
            plain.connect(address, millisLeft());
            plain.setSoTimeout(millisLeft());
            if (!check.scheme().equals("https")) {
                return ask(path, plain);
            }
            try (Socket tls =
                    trustingAll()
                            .getSocketFactory()
                            .createSocket(
                                    plain, address.getHostString(), address.getPort(), true)) {
                return ask(path, tls);
            }
        }
    }

    private Answer ask(String path, Socket socket) throws IOException {
        var request = new StringBuilder("GET ").append(path).append(" HTTP/1.1\r\n");
        append(request, "Host", text(address));
        append(request, "User-Agent", "kube-probe/1.32");
        append(request, "Accept", "*/*");
        for (Probe.Header header : check.headers()) {
            if (!isOurs(header.name())) {
                request.append(header.name()).append(": ").append(header.value()).append("\r\n");
            }
        }
        request.append("Connection: close\r\n\r\n");
        socket.getOutputStream().write(request.toString().getBytes(StandardCharsets.ISO_8859_1));
        return answer(socket);
    }

    /** Adds a header, with the check's own value if it has one. */
    private void append(StringBuilder request, String name, String otherwise) {
        String value =
                check.headers().stream()
                        .filter(header -> header.name().equalsIgnoreCase(name))
                        .map(Probe.Header::value)
                        .findFirst()
                        .orElse(otherwise);
        request.append(name).append(": ").append(value).append("\r\n");
    }

    private static boolean isOurs(String name) {
        return switch (name.toLowerCase(Locale.ROOT)) {
            case "host",
                    "user-agent",
                    "accept",
                    "connection",
                    "content-length",
                    "transfer-encoding" ->
                    true;
            default -> false;
        };
    }

    private Answer answer(Socket socket) throws IOException {
        var head = new ByteArrayOutputStream();
        InputStream in = socket.getInputStream();
        byte[] buffer = new byte[4096];
        String text = "";
        while (!text.contains("\r\n\r\n")) {
            socket.setSoTimeout(millisLeft());
            int count = in.read(buffer);
            if (count < 0 || head.size() > MOST_HEAD) {
                break;
            }
            head.write(buffer, 0, count);
            text = head.toString(StandardCharsets.ISO_8859_1);
        }
        String[] lines = text.split("\r\n", -1);
        String[] status = lines[0].split(" ", 3);
        if (status.length < 2 || !status[0].startsWith("HTTP/") || !status[1].matches("[0-9]{3}")) {
            throw new IOException(
                    text.isEmpty() ? "EOF" : "malformed HTTP response \"" + lines[0] + "\"");
        }
        Optional<String> location = Optional.empty();
        for (String line : lines) {
            if (line.regionMatches(true, 0, "Location:", 0, "Location:".length())) {
                location = Optional.of(line.substring("Location:".length()).trim());
            }
        }
        return new Answer(Integer.parseInt(status[1]), location);
    }

    private int millisLeft() throws SocketTimeoutException {
        long left = (deadline - System.nanoTime() + NANOS_PER_MILLI - 1) / NANOS_PER_MILLI;
        if (left <= 0) {
            throw new SocketTimeoutException("timed out");
        }
        return (int) Math.min(left, Integer.MAX_VALUE);
    }

    private static SSLContext trustingAll() throws GeneralSecurityException {
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(null, new TrustManager[] {new TrustAll()}, new SecureRandom());
        return context;
    }

    /** A probe asks whether a container is well, not who it is. */
    private static final class TrustAll implements X509TrustManager {
        @Override
        public void checkClientTrusted(X509Certificate[] chain, String authType) {}

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String authType) {}

        @Override
        public X509Certificate[] getAcceptedIssuers() {
            return new X509Certificate[0];
        }
    }
}
