package dev.perk.run.standalone;

import dev.perk.control.node.agent.ColdStart;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.function.Consumer;

/** The last cold starts, oldest first. Guarded by its monitor. */
final class ColdStarts implements Consumer<ColdStart> {
    private static final int KEPT = 1000;

    private final Deque<ColdStart> last = new ArrayDeque<>();

    @Override
    public synchronized void accept(ColdStart start) {
        last.addLast(start);
        if (last.size() > KEPT) {
            last.removeFirst();
        }
    }

    synchronized List<ColdStart> all() {
        return List.copyOf(last);
    }
}
