package dev.perk.control.apiserver.rest;

import dev.perk.control.apiserver.auth.Caller;
import java.nio.ByteBuffer;
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
 * @param headers by lower-case name; repeated headers are joined by commas
 * @param body empty if there is none
 * @param isWebSocket whether the client asks to go on as a WebSocket
 */
public record ApiRequest(
        String method,
        String path,
        Map<String, List<String>> query,
        Map<String, String> headers,
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

    public Optional<String> header(String name) {
        return Optional.ofNullable(headers.get(name.toLowerCase(Locale.ROOT)));
    }
}
