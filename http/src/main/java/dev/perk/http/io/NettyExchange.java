package dev.perk.http.io;

import dev.perk.api.time.Scheduler;
import dev.perk.api.why.Reason;
import dev.perk.http.Attribute;
import dev.perk.http.End;
import dev.perk.http.Ending;
import dev.perk.http.Exchange;
import dev.perk.http.Request;
import dev.perk.http.Response;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.handler.codec.http.DefaultFullHttpResponse;
import io.netty.handler.codec.http.HttpContent;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpVersion;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** An exchange on a {@link ServerConnection}. */
final class NettyExchange implements Exchange {

    private record Note(Attribute<?> attribute, Object value) {}

    private final ServerConnection connection;
    private final RequestHead head;
    private final Request request;

    private final List<Note> notes = new ArrayList<>(2);
    private final Ending ending = new Ending();
    private final HeldBody held = new HeldBody();
    private long lastProgress = System.nanoTime();
    private int status;
    private @Nullable Forwarding forwarding;
    private Consumer<Reason> whenUnreached = _ -> {};
    private @Nullable Reason reason;

    NettyExchange(ServerConnection connection, RequestHead head) {
        this.connection = connection;
        this.head = head;
        this.request =
                new Request(head.method().name(), head.target(), new NettyHeaders(head.headers()));
    }

    @Override
    public Request request() {
        return request;
    }

    RequestHead head() {
        return head;
    }

    @Override
    public InetSocketAddress peer() {
        return connection.peer();
    }

    @Override
    public String scheme() {
        return connection.scheme();
    }

    @Override
    public Scheduler loop() {
        return connection.loop();
    }

    @Override
    public <T> Exchange put(Attribute<T> attribute, T value) {
        notes.removeIf(note -> note.attribute() == attribute);
        notes.add(new Note(attribute, value));
        return this;
    }

    @Override
    public <T> Optional<T> get(Attribute<T> attribute) {
        for (Note note : notes) {
            if (note.attribute() == attribute) {
                return Optional.of(attribute.cast(note.value()));
            }
        }
        return Optional.empty();
    }

    @Override
    public Exchange atEnd(Consumer<End> action) {
        ending.tie(action);
        return this;
    }

    @Override
    public boolean hasEnded() {
        return ending.hasCome();
    }

    @Override
    public boolean hasBegun() {
        return status != 0;
    }

    @Override
    public long lastProgress() {
        return lastProgress;
    }

    @Override
    public Optional<Reason> reason() {
        return Optional.ofNullable(reason);
    }

    @Override
    public void respond(Response response) {
        if (ending.hasCome() || hasBegun()) {
            return;
        }
        if (forwarding != null) {
            forwarding.cancel();
        }
        ByteBuf body =
                response.body().isEmpty()
                        ? Unpooled.EMPTY_BUFFER
                        : Unpooled.wrappedBuffer(response.body().getBytes(StandardCharsets.UTF_8));
        var answer =
                new DefaultFullHttpResponse(
                        HttpVersion.HTTP_1_1, HttpResponseStatus.valueOf(response.status()), body);
        response.headers().forEach(answer.headers()::set);
        answer.headers().set(HttpHeaderNames.CONTENT_LENGTH, body.readableBytes());
        begin(response.status());
        connection.answer(answer);
        end(new End.Answered(status));
    }

    @Override
    public void refuse(int status, String body, Reason reason) {
        if (!ending.hasCome() && !hasBegun()) {
            this.reason = reason;
            // As Go's http.Error, so that a browser does not guess at markup in it.
            respond(Response.text(status, body).with("X-Content-Type-Options", "nosniff"));
        }
    }

    @Override
    public void abort(Reason reason) {
        if (!ending.hasCome()) {
            this.reason = reason;
            end(new End.Broken(status, reason.text()));
        }
    }

    @Override
    public void forward(InetSocketAddress target, Consumer<Reason> unreached) {
        if (ending.hasCome()) {
            return;
        }
        if (forwarding != null) {
            throw new IllegalStateException(
                    "forwarded to " + target + " (expected: not forwarded before)");
        }
        whenUnreached = unreached;
        forwarding = connection.forwarding(this, target);
        forwarding.start();
    }

    /** Nobody took the request: it is whole, and can go elsewhere. */
    void unreached(Reason why) {
        forwarding = null;
        if (!ending.hasCome()) {
            whenUnreached.accept(why);
        }
    }

    /** A final status goes out. */
    void begin(int status) {
        this.status = status;
        progress();
    }

    /** Some of the answer goes out. */
    void progress() {
        lastProgress = System.nanoTime();
    }

    /** The whole answer has been passed on. */
    void answered() {
        end(new End.Answered(status));
    }

    /** The container may have seen the request, but gave no answer that could be passed on. */
    void upstreamFailed(Reason why) {
        if (hasBegun()) {
            abort(why);
        } else {
            unserved(why);
        }
    }

    /** The client is not there any more; hanging up is how a tunnel ends. */
    void clientGone() {
        if (!ending.hasCome()) {
            if (isTunnel() && forwarding != null) {
                forwarding.cancel();
                end(new End.Answered(status));
            } else {
                end(new End.ClientGone());
            }
        }
    }

    /** Whether both sides have left HTTP, and only bytes go back and forth. */
    boolean isTunnel() {
        return forwarding != null && forwarding.isTunnel();
    }

    /** Both sides leave HTTP; the client must not have sent anything since its request. */
    boolean becomeTunnel() {
        return connection.becomeTunnel();
    }

    /** Takes bytes of a tunnel. */
    void tunnel(ByteBuf bytes) {
        if (forwarding != null) {
            progress();
            forwarding.send(bytes);
        } else {
            bytes.release();
        }
    }

    private void end(End how) {
        ending.come(how);
        if (forwarding != null && !(how instanceof End.Answered)) {
            forwarding.cancel();
        }
        held.drainTo(HttpContent::release);
        ending.runTied();
        connection.ended(how);
    }

    /** Takes a part of the request's body, for now or for whoever forwards it later. */
    void requestPart(HttpContent part) {
        if (head.isBodyless()) {
            part.release();
        } else if (forwarding != null && forwarding.isConnected()) {
            forwarding.send(part);
        } else {
            held.add(part);
        }
    }

    /** Hands over what came before the container was connected. */
    void sendHeld(Forwarding to) {
        held.drainTo(to::send);
        updateReading();
    }

    /** Whether more of the request's body should be read now. */
    boolean wantsMore() {
        if (forwarding != null && forwarding.isConnected()) {
            return forwarding.isWritable();
        }
        return !held.isFull();
    }

    void flushRequest() {
        if (forwarding != null) {
            forwarding.flush();
        }
    }

    void clientWritable() {
        if (forwarding != null) {
            forwarding.onClientWritable();
        }
    }

    void updateReading() {
        connection.updateReading();
    }
}
