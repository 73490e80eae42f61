package dev.perk.control.controllers.metric;

import dev.perk.api.RevisionKey;
import dev.perk.api.scaling.MetricSpec;
import java.util.function.Consumer;

/** Measures the load of revisions. Never blocks. */
public interface Collector {

    /** How collecting goes. */
    sealed interface State {
        record Collecting() implements State {}

        /** There is nobody to ask yet. */
        record NoEndpoints(String why) implements State {}

        /** Nobody answered. */
        record NoStats(String why) implements State {}

        record Failed(String why) implements State {}
    }

    /** Starts measuring, or goes on under another spec; what was measured so far is kept. */
    State collect(RevisionKey revision, MetricSpec spec);

    /** Nobody wants to know any more. */
    void forget(RevisionKey revision);

    /** Calls {@code listener} whenever the state of a revision's collection changes. */
    void onStateChange(Consumer<RevisionKey> listener);
}
