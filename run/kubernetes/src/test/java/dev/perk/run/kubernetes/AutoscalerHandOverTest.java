package dev.perk.run.kubernetes;

import static org.assertj.core.api.Assertions.assertThat;

import dev.perk.api.Kinds;
import dev.perk.api.ResourceKey;
import dev.perk.api.RevisionKey;
import dev.perk.api.stats.Stat;
import dev.perk.api.stats.StatCodec;
import dev.perk.api.stats.StatMessage;
import dev.perk.api.time.Timer;
import dev.perk.kube.KubeObject;
import dev.perk.kube.store.ApiException;
import dev.perk.kube.store.Subscription;
import dev.perk.kube.store.WatchEvent;
import dev.perk.kube.store.WatchListener;
import dev.perk.run.kubernetes.fixture.AutoscalerChild;
import dev.perk.run.kubernetes.fixture.TestCluster;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Three autoscalers divide the revisions, and the one that leads is killed again and again. {@code
 * -Dperk.kills=N} says how often. Upstream: test/ha, TestAutoscalerHA.
 */
class AutoscalerHandOverTest {
    private static final int KILLS = Integer.getInteger("perk.kills", 2);
    private static final int TARGET = 70;
    private static final RevisionKey HELLO = new RevisionKey("default", "hello-00001");
    private static final ResourceKey DEPLOYMENT =
            ResourceKey.of(Kinds.DEPLOYMENT, "default", "hello-00001-deployment");

    /** The bucket of the revision, by the vectors of knative/pkg hash. */
    private static final ResourceKey LEASE =
            ResourceKey.of(Kinds.LEASE, "knative-serving", "autoscaler-bucket-00-of-03");

    @TempDir private Path folder;
    private final HttpClient client = HttpClient.newHttpClient();
    private final List<AutoscalerChild> children = new CopyOnWriteArrayList<>();
    private final List<String> tooFew = new CopyOnWriteArrayList<>();
    private TestCluster cluster;
    private int port;
    private long reportedUntil;
    private volatile int load;
    private volatile int needed;

    @BeforeEach
    void start() throws IOException {
        cluster = TestCluster.withKnative(folder);
        configure(
                "config-leader-election",
                "{buckets: '3', lease-duration: 3s, renew-deadline: 2s, retry-period: 500ms}");
        configure("config-autoscaler", "{stable-window: 6s}");
        try (var free = new ServerSocket(0, 1, InetAddress.getByName("127.0.0.2"))) {
            port = free.getLocalPort();
        }
    }

    private void configure(String name, String data) {
        cluster.create(
                Kinds.CONFIG_MAP,
                """
                apiVersion: v1
                kind: ConfigMap
                metadata: {name: %s, namespace: knative-serving}
                data: %s
                """
                        .formatted(name, data));
    }

    @AfterEach
    void stop() {
        children.forEach(AutoscalerChild::close);
        client.close();
        cluster.close();
    }

    @Test
    void theNextLeaderNeitherForgetsThePodsNorTheLoad() throws Exception {
        var options =
                new ControllerProcess.Options(Optional.of(cluster.kubeconfig()), "controller", 0);
        try (var _ = ControllerProcess.start(options)) {
            for (int i = 0; i < 3; i++) {
                children.add(child(i, 0));
            }
            deploy();
            load = 5 * TARGET;
            reportedUntil = cluster.scheduler().instant().getEpochSecond() - 1;
            Timer reports = cluster.scheduler().every(Duration.ofMillis(500), this::report);
            cluster.await(DEPLOYMENT, deployment -> replicas(deployment) >= 5);
            pods(1, 5);
            needed = 5;
            try (Subscription _ = cluster.store().watch(Kinds.DEPLOYMENT, now(), new Replicas())) {
                for (int kill = 1; kill <= KILLS; kill++) {
                    killTheLeader(kill);
                    int more = 5 + kill;
                    load = more * TARGET;
                    cluster.await(DEPLOYMENT, deployment -> replicas(deployment) >= more);
                    pods(more, more);
                    needed = more;
                }
            }
            reports.cancel();
            assertThat(tooFew).as("never fewer than the load needs").isEmpty();
        }
    }

    private long now() {
        return cluster.registry().revision();
    }

    private AutoscalerChild child(int number, int generation) throws IOException {
        return AutoscalerChild.start(
                cluster.kubeconfig(),
                "autoscaler-" + number + "-" + generation,
                "127.0.0." + (2 + number),
                port);
    }

    private void killTheLeader(int generation) throws InterruptedException, IOException {
        KubeObject lease = cluster.await(LEASE, each -> !holder(each).isEmpty());
        int leader =
                children.stream().map(AutoscalerChild::identity).toList().indexOf(holder(lease));
        String killed = children.get(leader).identity();
        children.get(leader).kill();
        cluster.await(LEASE, each -> !holder(each).equals(killed));
        children.set(leader, child(leader, generation));
    }

    private static String holder(KubeObject lease) {
        return lease.spec().path("holderIdentity").asText();
    }

    private static int replicas(KubeObject deployment) {
        return deployment.spec().path("replicas").asInt();
    }

    private void deploy() throws InterruptedException {
        cluster.create(
                Kinds.KNATIVE_SERVICE,
                """
                apiVersion: serving.knative.dev/v1
                kind: Service
                metadata: {name: hello, namespace: default}
                spec:
                  template:
                    spec:
                      containers: [{image: "example.com/hello@sha256:%s"}]
                """
                        .formatted("ab".repeat(32)));
        cluster.await(ResourceKey.of(Kinds.METRIC, "default", "hello-00001"), _ -> true);
    }

    /** Pods that a node would have started; nobody asks them for their load. */
    private void pods(int from, int to) {
        for (int i = from; i <= to; i++) {
            KubeObject pod =
                    cluster.create(
                            Kinds.POD,
                            """
                            apiVersion: v1
                            kind: Pod
                            metadata:
                              name: hello-%d
                              namespace: default
                              labels: {serving.knative.dev/revision: hello-00001}
                            spec: {containers: [{name: user-container, image: hello}]}
                            """
                                    .formatted(i));
            cluster.store()
                    .updateStatus(
                            pod.with(tree -> {
                                var status = tree.putObject("status").put("phase", "Running");
                                status.putArray("conditions")
                                        .addObject()
                                        .put("type", "Ready")
                                        .put("status", "True");
                            }));
        }
    }

    /** The same load in each second that has passed, however late this machine gets to it. */
    private void report() {
        long second = cluster.scheduler().instant().getEpochSecond();
        List<StatMessage> messages = new ArrayList<>();
        for (long each = reportedUntil + 1; each < second; each++) {
            Stat stat = Stat.ofActivator("activator", load, load).at(Instant.ofEpochSecond(each));
            messages.add(new StatMessage(HELLO, stat));
        }
        if (!messages.isEmpty() && send(StatCodec.encode(messages))) {
            reportedUntil = second - 1;
        }
    }

    /** What an activator does: it reports to whichever autoscaler answers. */
    private boolean send(byte[] frame) {
        for (AutoscalerChild child : new ArrayList<>(children)) {
            String host = child.identity().substring(child.identity().indexOf('_') + 1);
            try {
                WebSocket socket =
                        client.newWebSocketBuilder()
                                .buildAsync(
                                        URI.create("ws://" + host + ":" + port + "/"),
                                        new WebSocket.Listener() {})
                                .get(1, TimeUnit.SECONDS);
                socket.sendBinary(ByteBuffer.wrap(frame), true).get(1, TimeUnit.SECONDS);
                socket.sendClose(WebSocket.NORMAL_CLOSURE, "").get(1, TimeUnit.SECONDS);
                return true;
            } catch (ExecutionException | TimeoutException e) {
                // It has been killed: the next one takes it.
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                return false;
            }
        }
        return false;
    }

    private final class Replicas implements WatchListener {
        @Override
        public void onEvent(WatchEvent event) {
            if (event instanceof WatchEvent.Modified(KubeObject _, KubeObject after)
                    && after.key().equals(DEPLOYMENT)
                    && replicas(after) < needed) {
                tooFew.add(replicas(after) + " of " + needed);
            }
        }

        @Override
        public void onLost(ApiException cause) {
            tooFew.add("lost sight: " + cause);
        }
    }
}
