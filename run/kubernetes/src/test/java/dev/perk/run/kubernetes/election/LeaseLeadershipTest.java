package dev.perk.run.kubernetes.election;

import static org.assertj.core.api.Assertions.assertThat;

import dev.perk.api.Kinds;
import dev.perk.api.NamespacedName;
import dev.perk.api.ResourceKey;
import dev.perk.api.config.LeaderElectionConfig;
import dev.perk.api.time.Scheduler;
import dev.perk.api.time.Timer;
import dev.perk.control.apiserver.auth.User;
import dev.perk.control.apiserver.registry.Admission;
import dev.perk.control.apiserver.registry.Bootstrap;
import dev.perk.control.apiserver.registry.EmbeddedStore;
import dev.perk.control.apiserver.registry.Registry;
import dev.perk.control.apiserver.registry.WriteOptions;
import dev.perk.control.apiserver.storage.Storage;
import dev.perk.control.controllers.watch.Leadership;
import dev.perk.kube.KubeObject;
import dev.perk.kube.store.Store;
import dev.perk.testing.testkit.FakeClock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Two processes and one clock. Numbers: config-leader-election's defaults, 60 s, 40 s and 10 s. */
class LeaseLeadershipTest {
    private static final NamespacedName KEY = new NamespacedName("default", "hello");
    private static final ResourceKey LEASE =
            ResourceKey.of(
                    Kinds.LEASE,
                    "knative-serving",
                    "controller.knative.dev.serving.pkg.reconciler.route.reconciler.00-of-01");

    private final FakeClock clock = new FakeClock();
    private Store store;
    private LeaseLeadership first;
    private LeaseLeadership second;

    @BeforeEach
    void stand() {
        var registry =
                new Registry(
                        Storage.inMemory(Kinds.SERVED, clock),
                        Admission.NONE,
                        clock,
                        new Random(1));
        Bootstrap.createNamespaces(registry, WriteOptions.by(User.ADMIN));
        store = new EmbeddedStore(registry, User.CONTROLLER);
        first = candidate("first");
        second = candidate("second");
    }

    private LeaseLeadership candidate(String identity) {
        return LeaseLeadership.ofControllers(
                "controller", store, identity, LeaderElectionConfig.DEFAULT, clock);
    }

    private Leadership routes(LeaseLeadership process) {
        return process.of("route-controller");
    }

    private void start(LeaseLeadership process) {
        process.start();
        clock.runDue();
    }

    @Test
    void theFirstOneLeadsAndTheSecondWaits() {
        Leadership one = routes(first);
        Leadership two = routes(second);
        start(first);
        start(second);
        assertThat(one.leads(KEY)).isTrue();
        assertThat(two.leads(KEY)).isFalse();
        KubeObject lease = store.get(LEASE).orElseThrow();
        assertThat(lease.spec().path("holderIdentity").asText()).isEqualTo("first");
        assertThat(lease.spec().path("leaseDurationSeconds").asInt()).isEqualTo(60);
    }

    @Test
    void aLeaderThatRenewsStaysTheLeader() {
        Leadership one = routes(first);
        Leadership two = routes(second);
        start(first);
        start(second);
        clock.advance("10m");
        assertThat(one.leads(KEY)).isTrue();
        assertThat(two.leads(KEY)).isFalse();
    }

    @Test
    void aLeaderThatLeavesIsSucceededAtTheNextTry() {
        Leadership two = routes(second);
        routes(first);
        start(first);
        start(second);
        first.close();
        assertThat(two.leads(KEY)).isFalse();
        clock.advance("10s");
        assertThat(two.leads(KEY)).isTrue();
    }

    @Test
    void whoeverIsPromotedHearsOfItsKeys() {
        List<Boolean> heard = new ArrayList<>();
        routes(second).onPromotion(keys -> heard.add(keys.test(KEY)));
        routes(first);
        start(first);
        start(second);
        first.close();
        clock.advance("10s");
        clock.advance("60s");
        assertThat(heard).as("once, with the keys that are led now").containsExactly(true);
    }

    @Test
    void noTwoLeadAtTheSameTimeEvenIfTheLeaderHangs() {
        var machine = new HangingMachine();
        var hangs =
                LeaseLeadership.ofControllers(
                        "controller", store, "first", LeaderElectionConfig.DEFAULT, machine);
        Leadership one = routes(hangs);
        Leadership two = routes(second);
        start(hangs);
        start(second);
        machine.hangs = true;
        int firstLed = 0;
        int nobodyLed = 0;
        for (int passed = 0; passed < 120; passed++) {
            clock.advance("1s");
            assertThat(one.leads(KEY) && two.leads(KEY)).as("both after %s s", passed).isFalse();
            firstLed += one.leads(KEY) ? 1 : 0;
            nobodyLed += one.leads(KEY) || two.leads(KEY) ? 0 : 1;
        }
        assertThat(firstLed).as("until the renew deadline").isEqualTo(39);
        assertThat(nobodyLed).as("until the lease has run out").isBetween(20, 31);
        assertThat(two.leads(KEY)).isTrue();
    }

    /** Its clock goes on, but nothing runs on it any more. */
    private final class HangingMachine implements Scheduler {
        boolean hangs;

        private Runnable unlessItHangs(Runnable task) {
            return () -> {
                if (!hangs) {
                    task.run();
                }
            };
        }

        @Override
        public Instant instant() {
            return clock.instant();
        }

        @Override
        public long nanoTime() {
            return clock.nanoTime();
        }

        @Override
        public void execute(Runnable task) {
            clock.execute(unlessItHangs(task));
        }

        @Override
        public Timer after(Duration delay, Runnable task) {
            return clock.after(delay, unlessItHangs(task));
        }
    }

    @Test
    void bucketsAreLedOneByOne() {
        LeaderElectionConfig ten = LeaderElectionConfig.parse(Map.of("buckets", "10"));
        var process = LeaseLeadership.ofAutoscaler(store, "first", ten, clock);
        Leadership scaling = process.of("podautoscaler-controller");
        assertThat(process.of("metric-controller")).isSameAs(scaling);
        start(process);
        assertThat(scaling.leads(KEY)).isTrue();
        ResourceKey taken =
                ResourceKey.of(
                        Kinds.LEASE,
                        "knative-serving",
                        Buckets.owner(LeaseNames.ofAutoscaler(ten), KEY));
        store.update(
                store.get(taken)
                        .orElseThrow()
                        .with(tree -> tree.withObject("/spec").put("holderIdentity", "stranger")));
        clock.advance("10s");
        assertThat(scaling.leads(KEY)).isFalse();
        long led = 0;
        for (int i = 0; i < 100; i++) {
            led += scaling.leads(new NamespacedName("default", "hello-" + i)) ? 1 : 0;
        }
        assertThat(led).as("of 100 keys in ten buckets").isBetween(70L, 99L);
    }
}
