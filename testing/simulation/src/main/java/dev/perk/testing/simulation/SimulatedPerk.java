package dev.perk.testing.simulation;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import dev.perk.api.Kinds;
import dev.perk.api.Labels;
import dev.perk.api.ResourceKey;
import dev.perk.api.ResourceType;
import dev.perk.api.RevisionKey;
import dev.perk.api.time.Scheduler;
import dev.perk.api.why.Journal;
import dev.perk.control.apiserver.auth.ServiceAccountTokens;
import dev.perk.control.apiserver.auth.User;
import dev.perk.control.apiserver.registry.WriteOptions;
import dev.perk.control.apiserver.storage.Limits;
import dev.perk.control.apiserver.storage.MemoryLog;
import dev.perk.control.apiserver.storage.Storage;
import dev.perk.control.node.agent.io.NodeRegistration.NodeInfo;
import dev.perk.control.node.runtime.SandboxSpec;
import dev.perk.kube.KubeObject;
import dev.perk.kube.store.ApiException;
import dev.perk.kube.store.Deletion;
import dev.perk.kube.store.Patch;
import dev.perk.kube.store.Subresource;
import dev.perk.kube.store.WatchEvent;
import dev.perk.kube.store.WatchListener;
import dev.perk.run.standalone.Objects;
import dev.perk.run.standalone.PerkSystem;
import dev.perk.testing.testkit.FakeClock;
import dev.perk.testing.testkit.FakeExchange;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.function.ToDoubleFunction;
import java.util.random.RandomGenerator;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;

/**
 * A whole standalone Perk on one thread, in fake time: the real wiring of {@code perk up}, over a
 * store in memory, with pods and a network that take as long as they are told to.
 *
 * <p>Nothing happens until {@link #advance}. One seed gives one run: it draws names, routes,
 * arrivals, and the order of tasks that are due at one moment.
 */
public final class SimulatedPerk implements AutoCloseable {
    private static final String NAMESPACE = "default";
    private static final String DOMAIN = "localhost";
    private static final int GATEWAY_PORT = 8080;
    private static final int API_PORT = 6443;
    private static final NodeInfo NODE =
            new NodeInfo(64, 1L << 40, 1L << 42, "node", "amd64", "6.1", "Simulated", "", "0");
    private static final WriteOptions USER = WriteOptions.by(User.ADMIN);
    private static final ObjectMapper YAML = new ObjectMapper(new YAMLFactory());

    private final FakeClock clock = new FakeClock();
    private final EventLog log = new EventLog(FakeClock.START);
    private final Requests requests = new Requests(log);
    private final SimulatedNetwork network = new SimulatedNetwork();
    private final SplittableRandom seeds;
    private final Path folder;
    private final SimulatedRuntime runtime;
    private final Objects objects;
    private final PerkSystem system;

    private SimulatedPerk(long seed) {
        seeds = new SplittableRandom(seed);
        Scheduler scheduler = new AnyOrder(clock, seeds.split());
        folder = temporaryFolder();
        runtime = new SimulatedRuntime(network, this::limit, clock, seeds.split());
        // Watchers are told later, as by the real store: what controllers know is a little old.
        Storage storage =
                Storage.open(
                        new MemoryLog(),
                        Kinds.SERVED,
                        Limits.DEFAULT,
                        scheduler,
                        Runnable::run,
                        scheduler);
        objects = Objects.open(storage, scheduler, seeds.split(), DOMAIN, API_PORT);
        RandomGenerator routing = seeds.split();
        var tokens =
                new ServiceAccountTokens(
                        SimulatedKey::tokenKey, objects.registry()::get, scheduler, seeds.split());
        system =
                new PerkSystem(
                        new PerkSystem.Surroundings(
                                objects,
                                tokens,
                                scheduler,
                                routing,
                                new PerkSystem.Node(
                                        "node",
                                        "127.0.0.1",
                                        NODE,
                                        folder,
                                        runtime,
                                        new SimulatedImages(),
                                        network,
                                        Map::of)));
        Kinds.SERVED.forEach(this::logChanges);
        system.start(GATEWAY_PORT, "");
        clock.runDue();
    }

    /** A Perk that has just been started. */
    public static SimulatedPerk seeded(long seed) {
        return new SimulatedPerk(seed);
    }

    private static Path temporaryFolder() {
        try {
            return Files.createTempDirectory("simulated-perk");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private int limit(SandboxSpec pod) {
        return get(Kinds.POD, pod.name())
                .flatMap(object -> object.label(Labels.REVISION))
                .flatMap(revision -> get(Kinds.REVISION, revision))
                .map(revision -> revision.spec().path("containerConcurrency").asInt())
                .orElse(0);
    }

    private void logChanges(ResourceType type) {
        objects.store()
                .watch(
                        type,
                        objects.registry().revision(),
                        new WatchListener() {
                            @Override
                            public void onEvent(WatchEvent event) {
                                log.add(clock.instant(), line(event));
                            }

                            @Override
                            public void onLost(ApiException cause) {
                                throw cause;
                            }
                        });
    }

    /** The whole object counts, but only as a number. */
    private static String line(WatchEvent event) {
        return switch (event) {
            case WatchEvent.Added(KubeObject object) -> line("added", object);
            case WatchEvent.Modified(KubeObject _, KubeObject object) -> line("modified", object);
            case WatchEvent.Deleted(KubeObject object) -> line("deleted", object);
        };
    }

    private static String line(String what, KubeObject object) {
        return what + " " + object.key() + " " + object.tree().hashCode();
    }

    // ---- what people do

    /**
     * Creates or changes objects, as {@code kubectl apply} would; a namespace that is not given is
     * {@code default}.
     */
    public void apply(String yaml) {
        try (var documents = YAML.readerFor(JsonNode.class).<JsonNode>readValues(yaml)) {
            while (documents.hasNext()) {
                applyOne((ObjectNode) documents.next());
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        clock.runDue();
    }

    private void applyOne(ObjectNode tree) {
        String apiVersion = tree.path("apiVersion").asText();
        String kind = tree.path("kind").asText();
        ResourceType type =
                Kinds.find(apiVersion, kind)
                        .orElseThrow(() ->
                                new IllegalArgumentException(
                                        "no kind " + kind + " in " + apiVersion));
        ObjectNode metadata = tree.withObject("/metadata");
        if (type.namespaced() && !metadata.has("namespace")) {
            metadata.put("namespace", NAMESPACE);
        }
        KubeObject object = KubeObject.of(type, tree);
        if (objects.registry().get(object.key()).isEmpty()) {
            objects.registry().create(type, object.namespace(), tree, USER);
        } else {
            objects.registry()
                    .patch(object.key(), new Patch.MergePatch(tree), Subresource.MAIN, USER);
        }
    }

    /** Deletes an object of the namespace {@code default}, as {@code kubectl delete} would. */
    public void delete(ResourceType type, String name) {
        objects.registry()
                .delete(ResourceKey.of(type, NAMESPACE, name), Deletion.background(), USER);
        clock.runDue();
    }

    /** Sends one request to a Service. */
    public FakeExchange call(String service) {
        FakeExchange exchange = FakeExchange.get(clock, host(service), "/");
        exchange.over(target -> network.carry(exchange, target));
        requests.follow(exchange);
        clock.execute(() -> system.entry().handle(exchange));
        return exchange;
    }

    private static String host(String service) {
        return service + "." + NAMESPACE + "." + DOMAIN;
    }

    /** Users of a Service who ask again as soon as they are answered. */
    public Users users(String service, int count) {
        return new Users(clock, () -> call(service), count);
    }

    /**
     * Requests for a Service that come whatever became of those before.
     *
     * @param perSecond how many, by the time since now
     */
    public Arrivals arrivals(String service, ToDoubleFunction<Duration> perSecond) {
        return new Arrivals(clock, seeds.split(), perSecond, () -> call(service));
    }

    /** Lets time pass, spelled {@code 60s}, {@code 500ms} or {@code 2m}. */
    public void advance(String by) {
        clock.advance(by);
    }

    public void advance(Duration by) {
        clock.advance(by);
    }

    // ---- what people see

    public FakeClock clock() {
        return clock;
    }

    /** An object of the namespace {@code default}, or of none. */
    public Optional<KubeObject> get(ResourceType type, String name) {
        return objects.registry()
                .get(ResourceKey.of(type, type.namespaced() ? NAMESPACE : "", name));
    }

    /** Whether a Service is Ready. */
    public boolean isReady(String service) {
        return condition(Kinds.KNATIVE_SERVICE, service, "Ready").equals("True");
    }

    /** The status of a condition: True, False, Unknown; empty if there is none. */
    public String condition(ResourceType type, String name, String condition) {
        return get(type, name).stream()
                .flatMap(object -> elements(object.status().path("conditions")))
                .filter(each -> each.path("type").asText().equals(condition))
                .map(each -> each.path("status").asText())
                .findFirst()
                .orElse("");
    }

    private static Stream<JsonNode> elements(JsonNode list) {
        return StreamSupport.stream(list.spliterator(), false);
    }

    /** A revision of the namespace {@code default} at this moment. */
    public PerkSystem.Snapshot snapshot(String revision) {
        return system.snapshot(new RevisionKey(NAMESPACE, revision));
    }

    /** How many pods a revision has, with those that start or stop. */
    public int pods(String revision) {
        return snapshot(revision).pods();
    }

    /** How many requests a revision has answered with 200. */
    public long answeredBy(String revision) {
        return requests.answeredBy(new RevisionKey(NAMESPACE, revision));
    }

    /** All containers that ever ran for a revision, oldest first. */
    public List<SimulatedContainer> containers(String revision) {
        return runtime.containers().stream()
                .filter(container -> container.pod().startsWith(revision + "-"))
                .toList();
    }

    /** What became of all requests. */
    public Requests requests() {
        return requests;
    }

    /** Why a revision is as it is, and its requests were refused. */
    public List<Journal.Entry> journal(String revision) {
        return system.journal().about(NAMESPACE + "/" + revision);
    }

    /** Everything that happened: each change of an object, each end of a request. */
    public String log() {
        return log.text();
    }

    /** Removes its temporary files; the rest is memory. */
    @Override
    public void close() {
        try (Stream<Path> files = Files.walk(folder)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
