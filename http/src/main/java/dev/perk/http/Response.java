package dev.perk.http;

import java.util.LinkedHashMap;
import java.util.Map;

/**
 * A small answer that a stage gives by itself.
 *
 * @param headers besides Content-Length, which the engine sets
 */
public record Response(int status, Map<String, String> headers, String body) {

    public Response {
        headers = Map.copyOf(headers);
    }

    public static Response text(int status, String body) {
        return new Response(status, Map.of("Content-Type", "text/plain; charset=utf-8"), body);
    }

    public Response with(String name, String value) {
        Map<String, String> more = new LinkedHashMap<>(headers);
        more.put(name, value);
        return new Response(status, more, body);
    }
}
