package dev.perk.control.node.agent.io;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import dev.perk.api.Kinds;
import dev.perk.api.NamespacedName;
import dev.perk.api.ResourceKey;
import dev.perk.api.ResourceType;
import dev.perk.control.apiserver.auth.User;
import dev.perk.control.apiserver.registry.Admission;
import dev.perk.control.apiserver.registry.Bootstrap;
import dev.perk.control.apiserver.registry.EmbeddedStore;
import dev.perk.control.apiserver.registry.Registry;
import dev.perk.control.apiserver.registry.WriteOptions;
import dev.perk.control.apiserver.storage.Limits;
import dev.perk.control.apiserver.storage.MemoryLog;
import dev.perk.control.apiserver.storage.Storage;
import dev.perk.control.node.agent.ColdStart;
import dev.perk.control.node.agent.PodProxies;
import dev.perk.control.node.agent.PodStop;
import dev.perk.control.node.agent.PodTokens;
import dev.perk.control.node.agent.Probe;
import dev.perk.control.node.agent.ProbeDial;
import dev.perk.control.node.image.ContentDigest;
import dev.perk.control.node.image.ImageConfig;
import dev.perk.control.node.image.ImageReference;
import dev.perk.control.node.image.LocalImage;
import dev.perk.control.node.runtime.ContainerCommand;
import dev.perk.kube.Json;
import dev.perk.kube.KubeObject;
import dev.perk.kube.control.EventRecorder;
import dev.perk.kube.store.Deletion;
import dev.perk.kube.store.ObjectCache;
import dev.perk.kube.store.Patch;
import dev.perk.kube.store.Selector;
import dev.perk.kube.store.Store;
import dev.perk.kube.store.Subresource;
import dev.perk.testing.testkit.FakeClock;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.Random;
import java.util.Set;

/** A node agent with a real store, fake containers, and time that a test moves. */
final class Node {
    static final String NAME = "here";
    private static final ObjectMapper YAML = new ObjectMapper(new YAMLFactory());

    final FakeClock clock = new FakeClock();
    final List<String> journal = new ArrayList<>();
    final FakeRuntime runtime = new FakeRuntime(journal);
    final FakeDial dial = new FakeDial();
    final FakeProxies proxies = new FakeProxies();
    final List<ColdStart> coldStarts = new ArrayList<>();
    final List<PodStop> podStops = new ArrayList<>();

    /** Names of images that the machine has; all have a program and run as root. */
    final Set<String> images = new HashSet<>(Set.of("dev.local/app", "dev.local/init"));

    final Store store;
    private final EventRecorder events;
    private final Path folder;
    private ObjectCache pods;
    private NodeAgent agent;

    Node(Path folder) {
        this.folder = folder;
        Storage storage =
                Storage.open(
                        new MemoryLog(),
                        Kinds.SERVED,
                        Limits.DEFAULT,
                        clock,
                        Runnable::run,
                        Runnable::run);
        var registry = new Registry(storage, new Admission() {}, clock, new Random(1));
        Bootstrap.createNamespaces(registry, WriteOptions.by(User.ADMIN));
        this.store = new EmbeddedStore(registry, User.CONTROLLER);
        this.events = new EventRecorder(store, clock);
        begin();
    }

    private void begin() {
        pods = new ObjectCache(store, Kinds.POD, clock);
        var parts =
                new NodeParts(
                        NAME,
                        "192.168.0.1",
                        folder,
                        runtime,
                        reference ->
                                images.contains(reference.name())
                                        ? Optional.of(image(reference))
                                        : Optional.empty(),
                        dial,
                        store,
                        events,
                        clock,
                        proxies,
                        (_, _) -> new PodTokens.Answer.Refused("there are no tokens here"),
                        () -> Map.of("KUBERNETES_SERVICE_HOST", "192.168.0.1"),
                        coldStarts::add,
                        podStops::add);
        var info =
                new NodeRegistration.NodeInfo(
                        2, 1L << 30, 1L << 30, "here", "amd64", "6.1", "Linux", "1", "0.1");
        agent = new NodeAgent(parts, info, pods);
        pods.start();
        agent.start();
        clock.runDue();
    }

    private static LocalImage image(ImageReference reference) {
        byte[] config =
                """
                {"config": {"Entrypoint": ["/app"], "Env": ["FROM=image", "PATH=/opt"], "StopSignal": "SIGQUIT"},
                 "rootfs": {"diff_ids": []}}
                """
                        .getBytes(StandardCharsets.UTF_8);
        return new LocalImage(
                reference,
                new ContentDigest("a".repeat(64)),
                ImageConfig.read(Json.read(config)),
                List.of());
    }

    /** The process of the agent is killed and starts again. */
    void crash() {
        pods.close();
        runtime.started.clear();
        begin();
    }

    /** The agent ends as it should. Time must move for the pods to stop, so this does not wait. */
    void beginClose() {
        agent.beginClose();
        clock.runDue();
    }

    KubeObject create(ResourceType type, String yaml) {
        KubeObject made = store.create(KubeObject.of(type, tree(yaml)));
        clock.runDue();
        return made;
    }

    /** Creates a pod that is bound to this node; {@code spec} are lines of its spec. */
    KubeObject pod(String name, String spec) {
        return create(
                Kinds.POD,
                """
                apiVersion: v1
                kind: Pod
                metadata: {name: %s, namespace: default, labels: {app: x}}
                spec:
                  nodeName: here
                %s
                """
                        .formatted(name, spec.indent(2)));
    }

    /** As {@code kubectl debug} does. */
    void addEphemeral(String name, String containers) {
        ObjectNode changes = tree("spec: {ephemeralContainers: " + containers + "}");
        store.patch(
                ResourceKey.of(Kinds.POD, "default", name),
                new Patch.StrategicMergePatch(changes),
                Subresource.EPHEMERALCONTAINERS);
        clock.runDue();
    }

    private static ObjectNode tree(String yaml) {
        try {
            return (ObjectNode) YAML.readTree(yaml);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    Optional<KubeObject> find(String name) {
        return store.get(ResourceKey.of(Kinds.POD, "default", name));
    }

    JsonNode status(String name) {
        return find(name).orElseThrow().status();
    }

    /** The status of the first container. */
    JsonNode container(String name) {
        return status(name).path("containerStatuses").path(0);
    }

    String condition(String name, String type) {
        for (JsonNode condition : status(name).path("conditions")) {
            if (condition.path("type").asText().equals(type)) {
                return condition.path("status").asText();
            }
        }
        return "none";
    }

    void delete(String name, long graceSeconds) {
        store.delete(
                ResourceKey.of(Kinds.POD, "default", name),
                new Deletion(
                        Deletion.Propagation.BACKGROUND,
                        OptionalLong.of(graceSeconds),
                        Optional.empty(),
                        OptionalLong.empty()));
        clock.runDue();
    }

    /** What {@code kubectl describe} would show: {@code Reason: message}. */
    List<String> events() {
        return store.list(Kinds.EVENT, "default", Selector.EVERYTHING).items().stream()
                .map(KubeObject::tree)
                .map(e -> e.path("reason").asText() + ": " + e.path("message").asText())
                .toList();
    }

    /** As {@code kubectl attach} does. */
    ContainerCommand.Result attach(String pod, String container) {
        return agent.attach(new NamespacedName("default", pod), container);
    }

    String logs(String pod, boolean previous) {
        var text = new StringBuilder();
        var query =
                new NodeAgent.LogQuery(
                        "",
                        previous,
                        new PodLogReader.Query(
                                false,
                                false,
                                OptionalInt.empty(),
                                Optional.empty(),
                                OptionalLong.empty()));
        NodeAgent.LogAnswer answer =
                agent.readLog(
                        new NamespacedName("default", pod),
                        query,
                        bytes -> text.append(new String(bytes, StandardCharsets.UTF_8)),
                        () -> {});
        return switch (answer) {
            case NodeAgent.LogAnswer.Reading _ -> text.toString();
            case NodeAgent.LogAnswer.Refused(String why) -> why;
        };
    }

    /** Health checks whose answers a test decides. */
    static final class FakeDial implements ProbeDial {
        String answer = "";
        int asked;

        @Override
        public String connect(InetSocketAddress address, Duration timeout) {
            asked++;
            return answer;
        }

        @Override
        public String get(InetSocketAddress address, Probe.Check.Http check, Duration timeout) {
            asked++;
            return answer;
        }
    }

    /** Queue-proxies that note what they are told. */
    final class FakeProxies implements PodProxies {
        Optional<Wish> wish = Optional.empty();
        Optional<Runnable> drained = Optional.empty();

        @Override
        public PodProxy open(Wish wanted) {
            wish = Optional.of(wanted);
            return new PodProxy() {
                @Override
                public void ready(boolean ready) {
                    // What the Pod said at that moment shows who was told first.
                    journal.add(
                            "proxy " + (ready ? "opens" : "shuts") + ", pod " + readySaid(wanted));
                }

                @Override
                public void drain(Duration latest, Runnable then) {
                    journal.add("drain for " + latest.toSeconds() + " s");
                    drained = Optional.of(then);
                }

                @Override
                public void close() {
                    journal.add("proxy closes");
                }
            };
        }

        private String readySaid(Wish wanted) {
            return find(wanted.pod().name()).isPresent()
                    ? "Ready " + condition(wanted.pod().name(), "Ready")
                    : "gone";
        }
    }
}
