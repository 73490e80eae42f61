package dev.perk.testing.simulation;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import dev.perk.api.Kinds;
import dev.perk.api.NamespacedName;
import dev.perk.api.ResourceKey;
import dev.perk.api.ResourceType;
import dev.perk.api.RevisionKey;
import dev.perk.api.config.ServingConfig;
import dev.perk.api.scaling.DeciderSpec;
import dev.perk.api.scaling.MetricSpec;
import dev.perk.api.why.Journal;
import dev.perk.control.apiserver.admission.KnativeAdmission;
import dev.perk.control.apiserver.auth.User;
import dev.perk.control.apiserver.registry.Bootstrap;
import dev.perk.control.apiserver.registry.EmbeddedStore;
import dev.perk.control.apiserver.registry.Registry;
import dev.perk.control.apiserver.registry.WriteOptions;
import dev.perk.control.apiserver.storage.Limits;
import dev.perk.control.apiserver.storage.MemoryLog;
import dev.perk.control.apiserver.storage.Storage;
import dev.perk.control.controllers.ServingControllers;
import dev.perk.control.controllers.ingress.GatewayNames;
import dev.perk.control.controllers.ingress.IngressProgram;
import dev.perk.control.controllers.metric.Collector;
import dev.perk.control.controllers.podautoscaler.ActivatorProbe;
import dev.perk.control.controllers.podautoscaler.Deciders;
import dev.perk.control.controllers.revision.DigestResolver;
import dev.perk.control.controllers.watch.ControllerParts;
import dev.perk.control.workloads.Workloads;
import dev.perk.kube.Json;
import dev.perk.kube.KubeObject;
import dev.perk.kube.config.LiveConfig;
import dev.perk.kube.control.EventRecorder;
import dev.perk.kube.store.ApiException;
import dev.perk.kube.store.Deletion;
import dev.perk.kube.store.ObjectCaches;
import dev.perk.kube.store.Selector;
import dev.perk.kube.store.Store;
import dev.perk.testing.testkit.FakeClock;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.Executor;
import java.util.function.Consumer;

/**
 * The whole control path on one thread: the store with its admission, the workload controllers,
 * Knative's controllers, and a node whose pods start as soon as it is allowed to.
 */
final class ControlPlane implements AutoCloseable {
    static final String ACTIVATOR_IP = "10.9.9.9";
    private static final ObjectMapper YAML = new ObjectMapper(new YAMLFactory());

    final FakeClock clock = new FakeClock();
    final Journal journal = new Journal(100, 100);
    final FakeDeciders deciders = new FakeDeciders();
    final FakeImages images = new FakeImages();
    final FakeGateway gateway = new FakeGateway();

    /** Whether pods become ready; turning it on starts those that wait. */
    private boolean podsStart = true;

    private final Random random = new Random(42);
    private final Storage storage;
    final Store store;
    final ObjectCaches caches;
    private final Workloads workloads;
    private final ServingControllers controllers;
    private int addresses;

    /** Watchers are told in the same instant. */
    static ControlPlane inStep() {
        return new ControlPlane(Optional.of(Runnable::run));
    }

    /** Watchers are told a little later, so caches lag behind what their readers just wrote. */
    static ControlPlane lagging() {
        return new ControlPlane(Optional.empty());
    }

    private ControlPlane(Optional<Executor> events) {
        storage =
                Storage.open(
                        new MemoryLog(),
                        Kinds.SERVED,
                        Limits.DEFAULT,
                        clock,
                        Runnable::run,
                        events.orElse(clock));
        var config = new LiveConfig(ServingConfig.DEFAULT);
        var registry =
                new Registry(
                        storage, new KnativeAdmission(config::current, _ -> false), clock, random);
        Bootstrap.createNamespaces(registry, WriteOptions.by(User.ADMIN));
        store = new EmbeddedStore(registry, User.CONTROLLER);
        caches = new ObjectCaches(store, clock);
        config.follow(caches.of(Kinds.CONFIG_MAP));
        var recorder = new EventRecorder(store, clock);
        workloads =
                new Workloads(
                        store,
                        caches,
                        registry.definitions().catalog(),
                        recorder,
                        clock,
                        2,
                        "no certificate",
                        (_, _) -> "no token");
        var parts =
                new ControllerParts(
                        store, caches, config, recorder, journal, clock, 2, key -> true);
        var ports =
                new ServingControllers.Ports(
                        images,
                        deciders,
                        new FakeCollector(),
                        new TruthfulProbe(),
                        gateway,
                        (scheme, host) -> scheme + "://" + host + ":8080",
                        new GatewayNames("gateway.local", "gateway.local"));
        controllers = new ServingControllers(parts, ports);
        furnish();
        caches.start();
        caches.of(Kinds.POD).addHandler((before, after) -> clock.execute(this::runPods));
        workloads.start();
        controllers.start();
        clock.runDue();
    }

    private void furnish() {
        apply(
                """
                apiVersion: v1
                kind: ConfigMap
                metadata: {name: config-network, namespace: knative-serving}
                data: {ingress-class: perk.ingress.networking.knative.dev}
                """);
        apply(
                """
                apiVersion: v1
                kind: ConfigMap
                metadata: {name: config-domain, namespace: knative-serving}
                data: {localhost: ""}
                """);
        KubeObject node = apply("{apiVersion: v1, kind: Node, metadata: {name: here}}");
        store.updateStatus(
                node.withStatus(yaml("allocatable: {cpu: '8', memory: 8Gi, pods: '110'}")));
        apply(
                String.format(
                        """
                        apiVersion: v1
                        kind: Endpoints
                        metadata: {name: activator-service, namespace: knative-serving}
                        subsets:
                        - addresses: [{ip: %s}]
                          ports:
                          - {name: http, port: 8012, protocol: TCP}
                          - {name: http2, port: 8013, protocol: TCP}
                          - {name: https, port: 8112, protocol: TCP}
                        """,
                        ACTIVATOR_IP));
    }

    /** Creates the object, or replaces its spec, as {@code kubectl apply} would. */
    KubeObject apply(String manifest) {
        ObjectNode tree = (ObjectNode) yaml(manifest);
        ResourceType type =
                Kinds.find(tree.path("apiVersion").asText(), tree.path("kind").asText())
                        .orElseThrow();
        ObjectNode metadata = tree.withObjectProperty("metadata");
        if (type.namespaced() && !metadata.has("namespace")) {
            metadata.put("namespace", "default");
        }
        KubeObject object = KubeObject.of(type, tree);
        Optional<KubeObject> live = store.get(object.key());
        return live.isEmpty()
                ? store.create(object)
                : store.update(live.get().with(copy -> copy.set("spec", object.spec())));
    }

    static JsonNode yaml(String text) {
        try {
            return YAML.readTree(text);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    KubeObject get(ResourceType type, String name) {
        return store.get(ResourceKey.of(type, "default", name))
                .orElseThrow(() -> new AssertionError(type + " " + name + " does not exist"));
    }

    List<String> names(ResourceType type) {
        return store.list(type, "default", Selector.EVERYTHING).items().stream()
                .map(KubeObject::name)
                .toList();
    }

    /** Such as {@code True} or {@code Unknown Queued}. */
    String condition(ResourceType type, String name, String condition) {
        for (JsonNode one : get(type, name).status().path("conditions")) {
            if (one.path("type").asText().equals(condition)) {
                return (one.path("status").asText() + " " + one.path("reason").asText()).strip();
            }
        }
        return "none";
    }

    int replicas(String revision) {
        return get(Kinds.DEPLOYMENT, revision + "-deployment").spec().path("replicas").asInt();
    }

    /** The addresses behind a revision's name. */
    List<String> behind(String revision) {
        List<String> ips = new ArrayList<>();
        for (JsonNode subset : get(Kinds.ENDPOINTS, revision).tree().path("subsets")) {
            subset.path("addresses").forEach(address -> ips.add(address.path("ip").asText()));
        }
        return ips;
    }

    List<String> eventsAbout(String name) {
        return store.list(Kinds.EVENT, "default", Selector.EVERYTHING).items().stream()
                .map(KubeObject::tree)
                .filter(event -> event.at("/involvedObject/name").asText().equals(name))
                .map(event -> event.path("reason").asText() + ": " + event.path("message").asText())
                .toList();
    }

    void delete(ResourceType type, String name) {
        store.delete(ResourceKey.of(type, "default", name), Deletion.background());
    }

    void letPodsStart(boolean start) {
        podsStart = start;
        runPods();
    }

    /** What a kubelet does, without containers. */
    private void runPods() {
        for (KubeObject pod : caches.of(Kinds.POD).all()) {
            try {
                runPod(pod);
            } catch (ApiException e) {
                // The pod has changed meanwhile, so there will be another call.
                if (!e.isConflict() && !e.isNotFound()) {
                    throw e;
                }
            }
        }
    }

    private void runPod(KubeObject pod) {
        if (pod.isDeleting()) {
            store.delete(pod.key(), Deletion.now(pod.uid()));
        } else if (podsStart
                && pod.spec().has("nodeName")
                && !pod.status().path("phase").asText().equals("Running")) {
            ObjectNode status = Json.object().put("phase", "Running");
            status.put("podIP", "10.0.0." + ++addresses);
            status.putArray("podIPs").addObject().put("ip", status.path("podIP").asText());
            String now = clock.instant().toString();
            for (String type : List.of("PodScheduled", "Initialized", "ContainersReady", "Ready")) {
                status.withArray("conditions")
                        .addObject()
                        .put("type", type)
                        .put("status", "True")
                        .put("lastTransitionTime", now);
            }
            store.updateStatus(pod.withStatus(status));
        }
    }

    /** Wants what a test says. */
    static final class FakeDeciders implements Deciders {
        private final Map<RevisionKey, Decision> decisions = new HashMap<>();
        private final List<Consumer<RevisionKey>> listeners = new ArrayList<>();
        final Map<RevisionKey, DeciderSpec> specs = new HashMap<>();

        void decide(String revision, int desiredScale, int excessBurstCapacity) {
            var key = new RevisionKey("default", revision);
            decisions.put(key, new Decision(desiredScale, excessBurstCapacity));
            listeners.forEach(listener -> listener.accept(key));
        }

        @Override
        public Decision ensure(RevisionKey revision, DeciderSpec spec) {
            specs.put(revision, spec);
            return decisions.computeIfAbsent(
                    revision,
                    _ -> new Decision(Decision.UNKNOWN, spec.initialExcessBurstCapacity()));
        }

        @Override
        public void forget(RevisionKey revision) {
            specs.remove(revision);
            decisions.remove(revision);
        }

        @Override
        public void onDecision(Consumer<RevisionKey> listener) {
            listeners.add(listener);
        }
    }

    /** A registry with one digest, and some images that it does not have. */
    final class FakeImages implements DigestResolver {
        final Set<String> missing = new LinkedHashSet<>();
        private final Map<RevisionKey, Answer> answers = new HashMap<>();
        private final List<Consumer<RevisionKey>> listeners = new ArrayList<>();

        @Override
        public Answer resolve(RevisionKey revision, Request request) {
            Answer known = answers.get(revision);
            if (known instanceof Answer.Failed) {
                answers.remove(revision);
            }
            if (known != null) {
                return known;
            }
            answers.put(revision, new Answer.Pending());
            clock.execute(() -> answer(revision, request));
            return new Answer.Pending();
        }

        private void answer(RevisionKey revision, Request request) {
            Map<String, String> digests = new HashMap<>();
            for (String image : request.images()) {
                digests.put(image, image + "@sha256:" + "0".repeat(64));
            }
            answers.put(
                    revision,
                    request.images().stream()
                            .filter(missing::contains)
                            .findFirst()
                            .<Answer>map(image -> new Answer.Failed(image, "not found"))
                            .orElseGet(() -> new Answer.Resolved(digests)));
            listeners.forEach(listener -> listener.accept(revision));
        }

        @Override
        public void forget(RevisionKey revision) {
            answers.remove(revision);
        }

        @Override
        public void onAnswer(Consumer<RevisionKey> listener) {
            listeners.add(listener);
        }
    }

    /** Takes an Ingress over when a test lets it, and otherwise at once. */
    static final class FakeGateway implements IngressProgram {
        boolean takesOver = true;

        @Override
        public IngressProgram.State of(KubeObject ingress) {
            return takesOver
                    ? new IngressProgram.State.Served()
                    : new IngressProgram.State.Waiting();
        }

        @Override
        public void onChange(Consumer<NamespacedName> listener) {}
    }

    private static final class FakeCollector implements Collector {
        @Override
        public Collector.State collect(RevisionKey revision, MetricSpec spec) {
            return new Collector.State.Collecting();
        }

        @Override
        public void forget(RevisionKey revision) {}

        @Override
        public void onStateChange(Consumer<RevisionKey> listener) {}
    }

    /** Looks at the endpoints, as a request would. */
    private final class TruthfulProbe implements ActivatorProbe {
        @Override
        public boolean isOnPath(NamespacedName publicService) {
            return behind(publicService.name()).contains(ACTIVATOR_IP);
        }

        @Override
        public void onAnswer(Consumer<NamespacedName> listener) {}
    }

    @Override
    public void close() {
        controllers.close();
        workloads.close();
        caches.close();
        storage.close();
    }
}
