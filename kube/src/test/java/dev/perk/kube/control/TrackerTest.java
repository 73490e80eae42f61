package dev.perk.kube.control;

import static org.assertj.core.api.Assertions.assertThat;

import dev.perk.api.Kinds;
import dev.perk.api.NamespacedName;
import dev.perk.api.ResourceKey;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Upstream: knative/pkg tracker/enqueue_test.go. */
class TrackerTest {
    private static final NamespacedName ROUTE = new NamespacedName("ns", "route");
    private static final NamespacedName OTHER_ROUTE = new NamespacedName("ns", "other");
    private static final ResourceKey CONFIG = ResourceKey.of(Kinds.CONFIGURATION, "ns", "config");
    private static final ResourceKey REVISION = ResourceKey.of(Kinds.REVISION, "ns", "config");

    private final List<NamespacedName> woken = new ArrayList<>();
    private final Tracker tracker = new Tracker(woken::add);

    @Test
    void wakesEveryoneWhoLookedAtTheObject() {
        look(ROUTE, CONFIG);
        look(OTHER_ROUTE, CONFIG);
        tracker.changed(CONFIG);
        assertThat(woken).containsExactlyInAnyOrder(ROUTE, OTHER_ROUTE);
    }

    @Test
    void tellsKindsOfTheSameNameApart() {
        look(ROUTE, CONFIG);
        tracker.changed(REVISION);
        assertThat(woken).isEmpty();
    }

    @Test
    void wakesForAChangeDuringTheLook() {
        try (Tracker.Look look = tracker.look(ROUTE)) {
            look.at(CONFIG);
            tracker.changed(CONFIG);
        }
        assertThat(woken).containsExactly(ROUTE);
    }

    @Test
    void forgetsWhatTheLastLookDidNotUse() {
        look(ROUTE, CONFIG, REVISION);
        look(ROUTE, REVISION);
        tracker.changed(CONFIG);
        assertThat(woken).isEmpty();
        tracker.changed(REVISION);
        assertThat(woken).containsExactly(ROUTE);
    }

    @Test
    void forgetsAnObserverThatIsGone() {
        look(ROUTE, CONFIG);
        tracker.forget(ROUTE);
        tracker.changed(CONFIG);
        assertThat(woken).isEmpty();
    }

    private void look(NamespacedName observer, ResourceKey... objects) {
        try (Tracker.Look look = tracker.look(observer)) {
            for (ResourceKey object : objects) {
                look.at(object);
            }
        }
    }
}
