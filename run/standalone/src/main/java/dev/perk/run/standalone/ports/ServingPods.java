package dev.perk.run.standalone.ports;

import dev.perk.api.Kinds;
import dev.perk.api.Labels;
import dev.perk.api.Ports;
import dev.perk.api.RevisionKey;
import dev.perk.api.scaling.MetricSpec;
import dev.perk.api.stats.Stat;
import dev.perk.api.time.Scheduler;
import dev.perk.api.why.Reason;
import dev.perk.control.node.agent.PodProxies;
import dev.perk.http.Exchange;
import dev.perk.http.Hop;
import dev.perk.http.Stage;
import dev.perk.http.Timeouts;
import dev.perk.kube.KubeObject;
import dev.perk.kube.store.ObjectCache;
import dev.perk.kube.store.ObjectCaches;
import dev.perk.request.activator.Activator;
import dev.perk.request.activator.Backends;
import dev.perk.request.activator.RevisionBackends;
import dev.perk.request.queueproxy.QueueProxy;
import dev.perk.scaling.metrics.PodSample;
import dev.perk.scaling.metrics.PodStats;
import dev.perk.scaling.metrics.Scrape;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;

/**
 * The queue-proxies of all pods that run here, by address: where the node agent opens them, the
 * activator finds them, the autoscaler asks them, and a request passes through them.
 *
 * <p>Invariant: a pod is in {@code pods} from the opening of its proxy to its closing, and offered
 * to the activator only while it is ready. The map is concurrent; a pod's {@code ready} is
 * volatile, and listeners are told after it was set.
 */
public final class ServingPods implements PodProxies, RevisionBackends, PodStats {

    private static final class ServingPod {
        final RevisionKey revision;
        final QueueProxy proxy;
        volatile boolean ready;

        ServingPod(RevisionKey revision, QueueProxy proxy) {
            this.revision = revision;
            this.proxy = proxy;
        }
    }

    private static final Reason STOPPING =
            Reason.of("PodStopping", "the pod began to stop after it had been chosen");

    private final ObjectCache revisions;
    private final Scheduler scheduler;
    private final Map<InetSocketAddress, ServingPod> pods = new ConcurrentHashMap<>();
    private final List<Consumer<RevisionKey>> listeners = new CopyOnWriteArrayList<>();

    public ServingPods(ObjectCaches caches, Scheduler scheduler) {
        this.revisions = caches.of(Kinds.REVISION);
        this.scheduler = scheduler;
        revisions.addHandler((before, after) -> {
            KubeObject revision = after != null ? after : before;
            if (revision != null) {
                tell(RevisionKey.of(revision.namespacedName()));
            }
        });
    }

    // ---- for the node agent

    @Override
    public PodProxy open(Wish wish) {
        var revision =
                new RevisionKey(
                        wish.pod().namespace(), wish.labels().getOrDefault(Labels.REVISION, ""));
        int port = number(wish.env(), "QUEUE_SERVING_PORT", Ports.QUEUE_HTTP1);
        var address = new InetSocketAddress(wish.podIp(), port);
        var settings =
                new QueueProxy.Settings(
                        wish.pod().name(),
                        number(wish.env(), "CONTAINER_CONCURRENCY", 0),
                        Timeouts.ofSeconds(
                                number(wish.env(), "REVISION_TIMEOUT_SECONDS", 0),
                                number(wish.env(), "REVISION_RESPONSE_START_TIMEOUT_SECONDS", 0),
                                number(wish.env(), "REVISION_IDLE_TIMEOUT_SECONDS", 0)));
        // Nobody has to be told that the pod goes: it leaves the table below, and the next request
        // does not see it any more.
        var proxy =
                new QueueProxy(
                        settings,
                        () -> isReady(address),
                        Duration.ZERO,
                        scheduler,
                        new Hop(wish.userContainer()));
        var pod = new ServingPod(revision, proxy);
        pods.put(address, pod);
        return new Handle(address, pod);
    }

    private static int number(Map<String, String> env, String name, int otherwise) {
        String value = env.getOrDefault(name, "");
        return value.isEmpty() ? otherwise : Integer.parseInt(value);
    }

    private CompletableFuture<Boolean> isReady(InetSocketAddress address) {
        ServingPod pod = pods.get(address);
        return CompletableFuture.completedFuture(pod != null && pod.ready);
    }

    private final class Handle implements PodProxy {
        private final InetSocketAddress address;
        private final ServingPod pod;

        Handle(InetSocketAddress address, ServingPod pod) {
            this.address = address;
            this.pod = pod;
        }

        @Override
        public void ready(boolean ready) {
            if (pod.ready != ready) {
                pod.ready = ready;
                tell(pod.revision);
            }
        }

        @Override
        public void drain(Duration latest, Runnable then) {
            pod.proxy.drain(latest, then);
        }

        @Override
        public void close() {
            pods.remove(address, pod);
            pod.proxy.close();
            tell(pod.revision);
        }
    }

    // ---- for the activator

    @Override
    public Optional<Backends> find(RevisionKey key) {
        return revisions
                .get(key.namespacedName())
                .map(revision -> {
                    var spec = revision.spec();
                    return Backends.of(
                            spec.path("containerConcurrency").asInt(),
                            Timeouts.ofSeconds(
                                    spec.path("timeoutSeconds").asLong(),
                                    spec.path("responseStartTimeoutSeconds").asLong(),
                                    spec.path("idleTimeoutSeconds").asLong()),
                            List.copyOf(readyPods(key).keySet()));
                });
    }

    @Override
    public void onChange(Consumer<RevisionKey> listener) {
        listeners.add(listener);
    }

    private void tell(RevisionKey revision) {
        listeners.forEach(listener -> listener.accept(revision));
    }

    private Map<InetSocketAddress, ServingPod> readyPods(RevisionKey revision) {
        Map<InetSocketAddress, ServingPod> ready = new LinkedHashMap<>();
        pods.forEach((address, pod) -> {
            if (pod.ready && pod.revision.equals(revision)) {
                ready.put(address, pod);
            }
        });
        return ready;
    }

    /** The chain of the pod that the activator chose: what would be a hop to it on Kubernetes. */
    public Stage chosenPod() {
        return this::toChosen;
    }

    private void toChosen(Exchange exchange) {
        InetSocketAddress destination = exchange.get(Activator.DESTINATION).orElseThrow();
        ServingPod pod = pods.get(destination);
        if (pod == null || pod.proxy.isDraining()) {
            exchange.unserved(STOPPING);
            return;
        }
        pod.proxy.handle(exchange);
    }

    // ---- for the autoscaler

    @Override
    public void scrape(RevisionKey revision, MetricSpec spec, Consumer<Scrape> then) {
        List<Stat> answers = new ArrayList<>();
        readyPods(revision).values().forEach(pod -> answers.add(pod.proxy.stat()));
        // Asking costs nothing here, so all are asked, and the sample is the whole.
        then.accept(
                answers.isEmpty()
                        ? new Scrape.NoPods()
                        : new Scrape.Answered(PodSample.extrapolate(answers, answers.size())));
    }

    /**
     * Requests that are in the containers of a revision and its queue-proxies now, where something
     * limits them.
     */
    public int inPods(RevisionKey revision) {
        return readyPods(revision).values().stream().mapToInt(pod -> pod.proxy.queueDepth()).sum();
    }
}
