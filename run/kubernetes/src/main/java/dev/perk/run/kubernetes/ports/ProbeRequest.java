package dev.perk.run.kubernetes.ports;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * One question to one address, with any Host header: which the JDK's client does not send.
 *
 * @param headers besides Host and Connection
 */
record ProbeRequest(
        InetSocketAddress target, String host, String path, Map<String, String> headers) {

    /**
     * @param headers by lower-case name; the last one of a name
     */
    record Answer(int status, Map<String, String> headers) {
        Optional<String> header(String name) {
            return Optional.ofNullable(headers.get(name.toLowerCase(Locale.ROOT)));
        }
    }

    ProbeRequest {
        headers = Map.copyOf(headers);
    }

    /**
     * Blocks for at most about {@code timeout} to connect, and again for each line of the answer.
     *
     * @throws IOException if there was no answer, or none in HTTP
     */
    Answer send(Duration timeout) throws IOException {
        int millis = Math.toIntExact(timeout.toMillis());
        try (var socket = new Socket()) {
            socket.connect(new InetSocketAddress(target.getAddress(), target.getPort()), millis);
            socket.setSoTimeout(millis);
            socket.getOutputStream().write(text().getBytes(StandardCharsets.US_ASCII));
            return read(
                    new BufferedReader(
                            new InputStreamReader(
                                    socket.getInputStream(), StandardCharsets.ISO_8859_1)));
        }
    }

    private String text() {
        var text = new StringBuilder("GET " + path + " HTTP/1.1\r\n");
        text.append("Host: ").append(host).append("\r\nConnection: close\r\n");
        headers.forEach((name, value) -> text.append(name + ": " + value + "\r\n"));
        return text.append("\r\n").toString();
    }

    private Answer read(BufferedReader lines) throws IOException {
        String first = lines.readLine();
        String[] parts = first == null ? new String[0] : first.split(" ", 3);
        if (parts.length < 2 || !parts[0].startsWith("HTTP/1.") || !parts[1].matches("\\d{3}")) {
            throw new IOException(target + " answered \"" + first + "\" (expected: HTTP/1.1)");
        }
        Map<String, String> found = new LinkedHashMap<>();
        for (String line = lines.readLine();
                line != null && !line.isEmpty();
                line = lines.readLine()) {
            int colon = line.indexOf(':');
            if (colon > 0) {
                found.put(
                        line.substring(0, colon).toLowerCase(Locale.ROOT),
                        line.substring(colon + 1).strip());
            }
        }
        return new Answer(Integer.parseInt(parts[1]), found);
    }
}
