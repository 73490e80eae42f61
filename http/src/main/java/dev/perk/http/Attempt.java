package dev.perk.http;

import dev.perk.api.time.Scheduler;
import dev.perk.api.why.Reason;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

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
    private final List<Consumer<End>> endActions = new ArrayList<>(8);
    private @Nullable End end;

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
        if (end != null) {
            return;
        }
        end = how;
        for (int i = endActions.size() - 1; i >= 0; i--) {
            endActions.get(i).accept(how);
        }
    }

    @Override
    public void unserved(Reason why) {
        if (end == null) {
            end(new End.Unserved(why.text()));
            elsewhere.accept(why);
        }
    }

    @Override
    public Exchange atEnd(Consumer<End> action) {
        if (end == null) {
            endActions.add(action);
        } else {
            action.accept(end);
        }
        return this;
    }

    @Override
    public boolean hasEnded() {
        return end != null;
    }

    @Override
    public void respond(Response response) {
        if (end == null) {
            exchange.respond(response);
        }
    }

    @Override
    public void refuse(int status, String body, Reason reason) {
        if (end == null) {
            exchange.refuse(status, body, reason);
        }
    }

    @Override
    public void abort(Reason reason) {
        if (end == null) {
            exchange.abort(reason);
        }
    }

    @Override
    public void forward(InetSocketAddress target, Consumer<Reason> unreached) {
        if (end == null) {
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
