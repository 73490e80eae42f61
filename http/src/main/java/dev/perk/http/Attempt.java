package dev.perk.http;

import dev.perk.api.time.Scheduler;
import dev.perk.api.why.Reason;
import java.net.InetSocketAddress;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * An exchange while one of several places may serve it, such as one pod of many.
 *
 * <p>It ends with the exchange, or before it when that place turns out not to serve it; then what
 * the stages of the place have tied to it is given back, what they still say is not heard, and the
 * exchange goes elsewhere.
 */
public final class Attempt implements Exchange {
    private final Exchange exchange;
    private final Consumer<Reason> elsewhere;
    private final Ending ending = new Ending();

    /**
     * @param elsewhere what becomes of the exchange if nobody served it here; runs on its loop, at
     *     most once, and not if the exchange has ended
     */
    public Attempt(Exchange exchange, Consumer<Reason> elsewhere) {
        this.exchange = exchange;
        this.elsewhere = elsewhere;
        exchange.atEnd(this::end);
    }

    private void end(End how) {
        if (!ending.hasCome()) {
            ending.come(how);
            ending.runTied();
        }
    }

    @Override
    public void unserved(Reason why) {
        if (!ending.hasCome()) {
            end(new End.Unserved(why.text()));
            elsewhere.accept(why);
        }
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
    public void respond(Response response) {
        if (!ending.hasCome()) {
            exchange.respond(response);
        }
    }

    @Override
    public void refuse(int status, String body, Reason reason) {
        if (!ending.hasCome()) {
            exchange.refuse(status, body, reason);
        }
    }

    @Override
    public void abort(Reason reason) {
        if (!ending.hasCome()) {
            exchange.abort(reason);
        }
    }

    @Override
    public void forward(InetSocketAddress target, Consumer<Reason> unreached) {
        if (!ending.hasCome()) {
            exchange.forward(target, unreached);
        }
    }

    @Override
    public Request request() {
        return exchange.request();
    }

    @Override
    public InetSocketAddress peer() {
        return exchange.peer();
    }

    @Override
    public String scheme() {
        return exchange.scheme();
    }

    @Override
    public <T> Exchange put(Attribute<T> attribute, T value) {
        exchange.put(attribute, value);
        return this;
    }

    @Override
    public <T> Optional<T> get(Attribute<T> attribute) {
        return exchange.get(attribute);
    }

    @Override
    public boolean hasBegun() {
        return exchange.hasBegun();
    }

    @Override
    public long lastProgress() {
        return exchange.lastProgress();
    }

    @Override
    public Optional<Reason> reason() {
        return exchange.reason();
    }

    @Override
    public Scheduler loop() {
        return exchange.loop();
    }
}
