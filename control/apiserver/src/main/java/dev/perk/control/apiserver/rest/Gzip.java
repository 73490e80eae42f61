package dev.perk.control.apiserver.rest;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Locale;
import java.util.zip.Deflater;
import java.util.zip.GZIPOutputStream;

/**
 * Compresses large answers for clients that can read that; never streams.
 *
 * <p>Source: {@code k8s.io/apiserver pkg/endpoints/handlers/responsewriters/writers.go}.
 */
final class Gzip {
    private static final int FROM_BYTES = 128 * 1024;

    private Gzip() {}

    static ApiAnswer.Full compressed(ApiAnswer.Full answer, ApiRequest request) {
        if (answer.body().length() <= FROM_BYTES || !isWanted(request)) {
            return answer;
        }
        return new ApiAnswer.Full(
                        answer.status(),
                        answer.headers(),
                        ApiRequest.Body.of(compress(answer.body().bytes())))
                .with("Content-Encoding", "gzip")
                .with("Vary", "Accept-Encoding");
    }

    private static boolean isWanted(ApiRequest request) {
        String accepted = request.header("Accept-Encoding").orElse("").toLowerCase(Locale.ROOT);
        for (String clause : accepted.split(",", -1)) {
            String[] parts = clause.strip().split(";", -1);
            if (parts[0].strip().equals("gzip")) {
                return parts.length == 1 || !parts[1].strip().matches("q=0(\\.0*)?");
            }
        }
        return false;
    }

    private static byte[] compress(byte[] plain) {
        var compressed = new ByteArrayOutputStream(plain.length / 4);
        try (var gzip =
                new GZIPOutputStream(compressed) {
                    {
                        def.setLevel(Deflater.BEST_SPEED);
                    }
                }) {
            gzip.write(plain);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return compressed.toByteArray();
    }
}
