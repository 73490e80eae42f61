package dev.perk.run.standalone;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.function.Consumer;

/** The last thousand of what happened, oldest first. Guarded by its monitor. */
final class Recent<T> implements Consumer<T> {
    private static final int KEPT = 1000;

    private final Deque<T> last = new ArrayDeque<>();

    @Override
    public synchronized void accept(T event) {
        last.addLast(event);
        if (last.size() > KEPT) {
            last.removeFirst();
        }
    }

    synchronized List<T> all() {
        return List.copyOf(last);
    }
}
