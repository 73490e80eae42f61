package dev.perk.testing.benchmarks.io;

import io.netty.handler.ssl.OpenSsl;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import io.netty.handler.ssl.SslProvider;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/** Where an API is and how to be let in. */
record Server(URI url, String token, SslContext tls) {

    /**
     * @param folder of the Perk that serves {@code url}
     */
    static Server of(String url, Path folder) throws IOException {
        SslContext tls =
                SslContextBuilder.forClient()
                        .sslProvider(OpenSsl.isAvailable() ? SslProvider.OPENSSL : SslProvider.JDK)
                        .trustManager(folder.resolve("pki/ca.crt").toFile())
                        .build();
        String token = Files.readString(folder.resolve("pki/admin.token")).strip();
        return new Server(URI.create(url), token, tls);
    }

    /** A request, as it goes into the TLS. */
    byte[] request(String method, String path, String contentType, byte[] body) {
        byte[] head =
                """
                %s %s HTTP/1.1\r
                Host: %s\r
                Authorization: Bearer %s\r
                Content-Type: %s\r
                Accept: application/json\r
                Content-Length: %d\r
                \r
                """
                        .formatted(
                                method, path, url.getAuthority(), token, contentType, body.length)
                        .getBytes(StandardCharsets.US_ASCII);
        byte[] request = new byte[head.length + body.length];
        System.arraycopy(head, 0, request, 0, head.length);
        System.arraycopy(body, 0, request, head.length, body.length);
        return request;
    }
}
