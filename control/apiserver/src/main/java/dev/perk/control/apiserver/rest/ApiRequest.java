package dev.perk.control.apiserver.rest;

import dev.perk.control.apiserver.auth.Caller;
import dev.perk.control.apiserver.auth.User;
import dev.perk.control.apiserver.registry.WatchQuery;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * A request to the API, read whole.
 *
 * @param method upper case
 * @param path decoded, without the query
 * @param query decoded parameters, all values of each
 * @param headers by lower-case name, all values of each
 * @param body empty if there is none
 * @param isWebSocket whether the client asks to go on as a WebSocket
 */
public record ApiRequest(
        String method,
        String path,
        Map<String, List<String>> query,
        Map<String, List<String>> headers,
        Body body,
        boolean isWebSocket,
        Caller caller) {

    /** The bytes of a message. A type of its own because nobody may change them. */
    public record Body(ByteBuffer content) {
        public static Body of(byte[] bytes) {
            return new Body(ByteBuffer.wrap(bytes).asReadOnlyBuffer());
        }

        public byte[] bytes() {
            byte[] copy = new byte[content.remaining()];
            content.duplicate().get(copy);
            return copy;
        }

        public int length() {
            return content.remaining();
        }

        public boolean isEmpty() {
            return !content.hasRemaining();
        }
    }

    /** The first value of a query parameter, if it was given. */
    public Optional<String> parameter(String name) {
        List<String> values = query.get(name);
        return values == null || values.isEmpty()
                ? Optional.empty()
                : Optional.of(values.getFirst());
    }

    /** A header field; if it was sent more than once, its values joined by commas. */
    public Optional<String> header(String name) {
        List<String> values = headerValues(name);
        return values.isEmpty() ? Optional.empty() : Optional.of(String.join(",", values));
    }

    List<String> headerValues(String name) {
        return headers.getOrDefault(name.toLowerCase(Locale.ROOT), List.of());
    }

    /** The same request of somebody else. */
    public ApiRequest by(Caller other) {
        return new ApiRequest(method, path, query, headers, body, isWebSocket, other);
    }

    ApiRequest as(User user) {
        return by(new Caller.Known(user));
    }

    /** The first value of a query parameter, or empty. */
    String query(String name) {
        return parameter(name).orElse("");
    }

    /** Whether a flag among the query parameters is set. */
    boolean isSet(String name) {
        return parameter(name).filter(WatchQuery::isTrue).isPresent();
    }

    /** The query with one value for each parameter. */
    Map<String, String> singleQuery() {
        Map<String, String> single = new HashMap<>();
        query.forEach(
                (name, values) -> single.put(name, values.isEmpty() ? "" : values.getFirst()));
        return single;
    }

    /** The parts of the path between slashes; empty for {@code /}. */
    List<String> segments() {
        return Arrays.stream(path.split("/", -1)).filter(part -> !part.isEmpty()).toList();
    }

    /** The media type of the body without its parameters, in lower case; empty if not said. */
    String contentType() {
        String type = header("Content-Type").orElse("");
        int semicolon = type.indexOf(';');
        return (semicolon < 0 ? type : type.substring(0, semicolon))
                .strip()
                .toLowerCase(Locale.ROOT);
    }

    String userAgent() {
        return header("User-Agent").orElse("");
    }

    /** Who asks. */
    User user() {
        return caller instanceof Caller.Known(User user) ? user : User.ANONYMOUS;
    }
}
