package dev.perk.control.apiserver.definitions;

import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Something that is made when somebody first asks: most schemas never are. */
public final class Lazy<T> {
    private @Nullable Supplier<T> maker;
    private @Nullable T made;

    Lazy(Supplier<T> maker) {
        this.maker = maker;
    }

    public synchronized T get() {
        Supplier<T> pending = maker;
        if (pending != null) {
            made = pending.get();
            maker = null;
        }
        if (made == null) {
            throw new IllegalStateException("nothing was made");
        }
        return made;
    }
}
