package dev.perk.control.apiserver.rest;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** What the API answers. */
public sealed interface ApiAnswer {

    /** A header field; the same name may come more than once, as {@code Warning} does. */
    record Header(String name, String value) {}

    /** A whole answer. */
    record Full(int status, List<Header> headers, ApiRequest.Body body) implements ApiAnswer {
        public Full {
            headers = List.copyOf(headers);
        }

        public Full with(String name, String value) {
            List<Header> more = new ArrayList<>(headers);
            more.add(new Header(name, value));
            return new Full(status, more, body);
        }
    }

    /**
     * An answer that goes on until one side has enough: chunks of HTTP, or messages of a WebSocket
     * if the client asked for one.
     */
    record Stream(List<Header> headers, Feed feed) implements ApiAnswer {
        public Stream {
            headers = List.copyOf(headers);
        }

        Stream with(Header header) {
            List<Header> more = new ArrayList<>(headers);
            more.add(header);
            return new Stream(more, feed);
        }
    }

    /** The connection goes on as a conversation with a program in a pod. */
    record Conversation(StreamProtocol protocol, PodAccess.Streams streams, Opening opening)
            implements ApiAnswer {}

    /** Begins a conversation, once there is somebody to have it with. */
    @FunctionalInterface
    interface Opening {
        /**
         * @throws dev.perk.kube.store.ApiException if the program cannot be talked to
         */
        PodAccess.Session open(PodAccess.Output output);
    }

    /**
     * The connection goes on as many connections to ports of a pod.
     *
     * @param whose the pod, for messages
     */
    record Forwarding(StreamProtocol protocol, String whose, Dial dial) implements ApiAnswer {}

    /** Connects to a port. */
    @FunctionalInterface
    interface Dial {
        PodAccess.Connection connect(int port) throws IOException;
    }

    /** Where the chunks of a stream come from. */
    @FunctionalInterface
    interface Feed {
        /**
         * Begins to write into {@code sink}, from any thread, and returns what stops it. Closing
         * happens once, when the stream has ended, whoever ended it.
         */
        Runnable start(Sink sink);
    }

    /** Where the chunks of a stream go. Calls after the end do nothing. */
    interface Sink {
        /**
         * Queues a chunk. A client that does not read loses the stream rather than the server its
         * memory.
         */
        void write(byte[] chunk);

        /**
         * Waits until the client has read most of what was written. For threads that may wait and
         * write much; never for a thread that others depend on.
         *
         * @return whether the stream goes on
         */
        boolean awaitRoom();

        /** Everything was said. */
        void end();
    }

    static Full of(int status, String contentType, byte[] body) {
        return new Full(
                status,
                List.of(
                        new Header("Content-Type", contentType),
                        new Header("Cache-Control", "no-cache, private")),
                ApiRequest.Body.of(body));
    }

    static Full json(int status, byte[] body) {
        return of(status, "application/json", body);
    }

    static Full text(int status, String body) {
        return of(status, "text/plain; charset=utf-8", body.getBytes(StandardCharsets.UTF_8));
    }

    /**
     * What the client has is still so. Says nothing of the content, as clients put the headers of
     * this answer over those that they have kept.
     */
    static Full notModified() {
        return new Full(304, List.of(), ApiRequest.Body.of(new byte[0]));
    }

    static Stream stream(String contentType, Feed feed) {
        return new Stream(
                List.of(
                        new Header("Content-Type", contentType),
                        new Header("Cache-Control", "no-cache, private")),
                feed);
    }
}
