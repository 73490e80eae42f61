package dev.perk.http;

import dev.perk.api.time.Scheduler;
import dev.perk.api.why.Reason;
import java.net.InetSocketAddress;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * One request and its answer on their way through the stages.
 *
 * <p>All methods are called on the exchange's own event loop, except {@link #loop}, which is how
 * others get there. Bodies are not part of it: they stream between the two connections with
 * backpressure, once {@link #forward} has been called.
 */
public interface Exchange {

    /** The request line and headers; stages may change the headers on the way. */
    Request request();

    /** The address of the peer that sent the request. */
    InetSocketAddress peer();

    /** {@code http} or {@code https}: how the peer spoke to us. */
    String scheme();

    /** Remembers something for the stages further on. */
    <T> Exchange put(Attribute<T> attribute, T value);

    <T> Optional<T> get(Attribute<T> attribute);

    /**
     * Ties something to the end of the exchange, such as giving back a slot. Runs exactly once, on
     * the loop, however the exchange ends; at once if it already has. What was tied last runs
     * first.
     */
    Exchange atEnd(Consumer<End> action);

    /** As {@link #atEnd(Consumer)}, for what does not care how it ended. */
    default Exchange atEnd(Runnable action) {
        return atEnd(_ -> action.run());
    }

    /**
     * Whether the end has come; a parked exchange may end at any time, because its client may
     * leave.
     */
    boolean hasEnded();

    /**
     * Whether a final status has gone out, so that the answer can only go on or break off. Interim
     * answers (1xx) do not count.
     */
    boolean hasBegun();

    /**
     * When the last part of the answer was passed on, or the exchange began, as {@link
     * Scheduler#nanoTime} of {@link #loop}.
     */
    long lastProgress();

    /** Answers with a small body, unless the answer has already begun. */
    void respond(Response response);

    /**
     * Answers no, in the words of a stage, unless the answer has already begun.
     *
     * @param status 4xx or 5xx
     * @param body what the client reads; a newline is not added
     * @param reason why, for the journal and the access log
     */
    void refuse(int status, String body, Reason reason);

    /**
     * Breaks the exchange off by cutting the connection, so that the client can tell a part of an
     * answer from a whole one. Does nothing if the exchange has ended.
     */
    void abort(Reason reason);

    /** Why the exchange was refused or broke off, if it was. */
    Optional<Reason> reason();

    /**
     * Says that this place does not serve the exchange and has done nothing of it: whoever chose
     * the place chooses another. Where there was no choice, the answer is 502.
     */
    default void unserved(Reason why) {
        // What went wrong where is for the journal: the client must not learn of addresses.
        refuse(502, "bad gateway\n", why);
    }

    /** As {@link #forward(InetSocketAddress, Consumer)}; without a connection it is unserved. */
    default void forward(InetSocketAddress target) {
        forward(target, this::unserved);
    }

    /**
     * Sends the request to {@code target} and its answer back, streaming both ways. The exchange
     * ends when the answer has, or when it fails: 502 if nothing of an answer had come. If the
     * container agrees to leave HTTP, as for a WebSocket, bytes go both ways until one side hangs
     * up, and the exchange lasts until then.
     *
     * @param unreached called instead if there is no connection: nobody has seen anything of the
     *     request, or nothing that RFC 9110 §9.2.2 would not let a proxy repeat. The exchange can
     *     be forwarded again
     */
    void forward(InetSocketAddress target, Consumer<Reason> unreached);

    /** The event loop that this exchange lives on: also how other threads get back to it. */
    Scheduler loop();
}
