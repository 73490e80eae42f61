package dev.perk.testing.testkit;

import dev.perk.api.time.Scheduler;
import dev.perk.api.why.Reason;
import dev.perk.http.Attribute;
import dev.perk.http.End;
import dev.perk.http.Ending;
import dev.perk.http.Exchange;
import dev.perk.http.Request;
import dev.perk.http.Response;
import java.net.InetSocketAddress;
import java.util.IdentityHashMap;
import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * An exchange without a network: a test plays the client and the container, and looks at what the
 * stages made of it. Its loop is most often a {@link FakeClock}.
 */
public final class FakeExchange implements Exchange {
    private final Scheduler loop;
    private final Request request;
    private final IdentityHashMap<Attribute<?>, Object> attributes = new IdentityHashMap<>();
    private final Ending ending = new Ending();
    private InetSocketAddress peer = InetSocketAddress.createUnresolved("192.0.2.7", 40000);
    private String scheme = "http";
    private Consumer<InetSocketAddress> network = _ -> {};
    private Consumer<Reason> unreached = _ -> {};
    private long lastProgress;
    private int status;
    private @Nullable Response answer;
    private @Nullable InetSocketAddress target;
    private @Nullable Reason reason;

    public FakeExchange(Scheduler loop, String method, String target) {
        this.loop = loop;
        this.request = new Request(method, target, new FakeHeaders());
        this.lastProgress = loop.nanoTime();
    }

    /** GET of {@code http://host/path}, which also sets the Host header. */
    public static FakeExchange get(Scheduler loop, String host, String path) {
        return new FakeExchange(loop, "GET", path).header("Host", host);
    }

    public FakeExchange header(String name, String value) {
        request.headers().add(name, value);
        return this;
    }

    public FakeExchange overTls() {
        scheme = "https";
        return this;
    }

    public FakeExchange from(String address) {
        peer = InetSocketAddress.createUnresolved(address, 40000);
        return this;
    }

    /** Whoever plays the container is told where the exchange was sent. */
    public FakeExchange over(Consumer<InetSocketAddress> network) {
        this.network = network;
        return this;
    }

    /** The container answers; the exchange goes on until {@link #containerEnds}. */
    public void containerBegins(int status) {
        this.status = status;
        containerSends();
    }

    /** The container sends another part. */
    public void containerSends() {
        lastProgress = loop.nanoTime();
    }

    public void containerEnds() {
        end(new End.Answered(status));
    }

    /** There is no connection to the container: the exchange may go elsewhere. */
    public void containerIsUnreachable(Reason why) {
        target = null;
        unreached.accept(why);
    }

    /** The container answers in one go. */
    public void containerAnswers(int status) {
        containerBegins(status);
        containerEnds();
    }

    public void clientLeaves() {
        if (!ending.hasCome()) {
            end(new End.ClientGone());
        }
    }

    /** What a stage answered, if one did. */
    public Optional<Response> answer() {
        return Optional.ofNullable(answer);
    }

    /** Where the exchange was sent, if it was. */
    public Optional<InetSocketAddress> target() {
        return Optional.ofNullable(target);
    }

    public Optional<End> end() {
        return ending.how();
    }

    @Override
    public Request request() {
        return request;
    }

    @Override
    public InetSocketAddress peer() {
        return peer;
    }

    @Override
    public String scheme() {
        return scheme;
    }

    @Override
    public <T> Exchange put(Attribute<T> attribute, T value) {
        attributes.put(attribute, value);
        return this;
    }

    @Override
    public <T> Optional<T> get(Attribute<T> attribute) {
        return Optional.ofNullable(attributes.get(attribute)).map(attribute::cast);
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
    public void respond(Response response) {
        if (!ending.hasCome() && !hasBegun()) {
            answer = response;
            status = response.status();
            end(new End.Answered(status));
        }
    }

    @Override
    public void refuse(int status, String body, Reason reason) {
        if (!ending.hasCome() && !hasBegun()) {
            this.reason = reason;
            respond(Response.text(status, body));
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
    public Optional<Reason> reason() {
        return Optional.ofNullable(reason);
    }

    @Override
    public void forward(InetSocketAddress target, Consumer<Reason> unreached) {
        if (this.target != null) {
            throw new AssertionError("forwarded to " + this.target + " and to " + target);
        }
        if (ending.hasCome()) {
            return;
        }
        this.target = target;
        this.unreached = unreached;
        network.accept(target);
    }

    @Override
    public Scheduler loop() {
        return loop;
    }

    private void end(End how) {
        ending.come(how);
        ending.runTied();
    }
}
