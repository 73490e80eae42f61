package dev.perk.http.io;

import dev.perk.http.Headers;
import io.netty.handler.codec.http.HttpHeaders;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Headers as they came from the wire; changes show up in the message they belong to. */
record NettyHeaders(HttpHeaders wire) implements Headers {

    @Override
    public @Nullable String get(String name) {
        return wire.get(HeaderNames.of(name));
    }

    @Override
    public List<String> all(String name) {
        return wire.getAll(HeaderNames.of(name));
    }

    @Override
    public boolean contains(String name) {
        return wire.contains(HeaderNames.of(name));
    }

    @Override
    public Headers set(String name, String value) {
        wire.set(HeaderNames.of(name), value);
        return this;
    }

    @Override
    public Headers add(String name, String value) {
        wire.add(HeaderNames.of(name), value);
        return this;
    }

    @Override
    public Headers remove(String name) {
        wire.remove(HeaderNames.of(name));
        return this;
    }
}
