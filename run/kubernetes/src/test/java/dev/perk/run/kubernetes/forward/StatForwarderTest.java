package dev.perk.run.kubernetes.forward;

import static org.assertj.core.api.Assertions.assertThat;

import dev.perk.api.Kinds;
import dev.perk.api.ResourceKey;
import dev.perk.api.RevisionKey;
import dev.perk.api.stats.Stat;
import dev.perk.api.stats.StatMessage;
import dev.perk.kube.store.ObjectCaches;
import dev.perk.run.kubernetes.fixture.TestCluster;
import dev.perk.run.kubernetes.forward.BucketHolders.Holder;
import dev.perk.testing.testkit.FakeClock;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Upstream: pkg/autoscaler/statforwarder, TestProcess, TestProcessorForwarding, TestIgnoreStat. */
class StatForwarderTest {
    private static final List<String> BUCKETS =
            List.of(
                    "autoscaler-bucket-00-of-03",
                    "autoscaler-bucket-01-of-03",
                    "autoscaler-bucket-02-of-03");

    /** Its bucket is 00, by the vectors of knative/pkg hash. */
    private static final StatMessage HELLO =
            new StatMessage(
                    new RevisionKey("default", "hello-00001"), Stat.ofActivator("activator", 1, 1));

    @TempDir Path folder;

    private final FakeClock clock = new FakeClock();
    private final List<StatMessage> counted = new ArrayList<>();
    private final List<String> sent = new ArrayList<>();
    private final LinkedBlockingQueue<String> heard = new LinkedBlockingQueue<>();
    private boolean reachable = true;
    private TestCluster cluster;
    private ObjectCaches caches;
    private StatForwarder forwarder;

    @BeforeEach
    void start() throws IOException {
        cluster = TestCluster.withKnative(folder);
        caches = new ObjectCaches(cluster.store(), cluster.scheduler());
        var holders = new BucketHolders(BUCKETS, caches);
        forwarder = new StatForwarder("me_10.0.0.1", holders, counted::add, new ToldPeers(), clock);
        holders.onChange((bucket, now) -> heard.add(bucket + " " + now.map(Holder::identity)));
        caches.start();
    }

    @AfterEach
    void stop() {
        caches.close();
        cluster.close();
    }

    private final class ToldPeers implements Peers {
        @Override
        public CompletableFuture<?> send(Holder holder, StatMessage message) {
            if (!reachable) {
                return CompletableFuture.failedFuture(new IOException("refused"));
            }
            sent.add(holder.address().orElseThrow() + " " + message.revision());
            return CompletableFuture.completedFuture(null);
        }

        @Override
        public void forget(String bucket) {}

        @Override
        public void close() {}
    }

    @Test
    void countsWhatIsDecidedAboutHere() throws InterruptedException {
        lease("me_10.0.0.1");
        forwarder.accept(HELLO);
        assertThat(counted).containsExactly(HELLO);
        assertThat(sent).isEmpty();
    }

    @Test
    void sendsTheRestToWhoeverHoldsTheBucket() throws InterruptedException {
        lease("other_10.0.0.2");
        forwarder.accept(HELLO);
        assertThat(sent).containsExactly("10.0.0.2 default/hello-00001");
        assertThat(counted).isEmpty();
    }

    @Test
    void keepsAStatUntilSomebodyHoldsItsBucket() throws InterruptedException {
        forwarder.accept(HELLO);
        clock.advance("5s");
        lease("me_10.0.0.1");
        clock.advance("500ms");
        assertThat(counted).containsExactly(HELLO);
    }

    @Test
    void triesAgainWhileTheHolderCannotBeReached() throws InterruptedException {
        lease("dead_10.0.0.2");
        reachable = false;
        forwarder.accept(HELLO);
        clock.advance("3s");
        lease("me_10.0.0.1");
        clock.advance("500ms");
        assertThat(counted).containsExactly(HELLO);
        assertThat(forwarder.dropped()).isZero();
    }

    /** Specification §5.3: upstream means to do this after 30 tries, and never does. */
    @Test
    void dropsAStatThatNobodyWantedForAQuarterOfAMinute() {
        forwarder.accept(HELLO);
        clock.advance("14500ms");
        assertThat(forwarder.dropped()).isEqualTo(1);
        clock.advance("1m");
        assertThat(counted).isEmpty();
    }

    @Test
    void aHolderWithoutAnAddressIsKnownToHaveNone() {
        assertThat(new Holder("b", "pod_10.0.0.7").address()).hasValue("10.0.0.7");
        assertThat(new Holder("b", "a_b_fd00::1").address()).hasValue("fd00::1");
        assertThat(new Holder("b", "laptop").address()).isEmpty();
        assertThat(new Holder("b", "laptop_").address()).isEmpty();
    }

    /** Returns when the forwarder has heard of it. */
    private void lease(String holder) throws InterruptedException {
        ResourceKey key = ResourceKey.of(Kinds.LEASE, "knative-serving", BUCKETS.getFirst());
        cluster.store()
                .get(key)
                .ifPresentOrElse(
                        known ->
                                cluster.store()
                                        .update(
                                                known.with(tree ->
                                                        tree.withObject("/spec")
                                                                .put("holderIdentity", holder))),
                        () ->
                                cluster.create(
                                        Kinds.LEASE,
                                        """
                                        apiVersion: coordination.k8s.io/v1
                                        kind: Lease
                                        metadata: {name: %s, namespace: knative-serving}
                                        spec: {holderIdentity: "%s"}
                                        """
                                                .formatted(BUCKETS.getFirst(), holder)));
        String expected = BUCKETS.getFirst() + " Optional[" + holder + "]";
        assertThat(heard.poll(60, TimeUnit.SECONDS)).isEqualTo(expected);
    }
}
