package dev.perk.testing.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import dev.perk.api.Kinds;
import dev.perk.api.ResourceKey;
import dev.perk.api.ResourceType;
import dev.perk.control.apiserver.auth.User;
import dev.perk.control.apiserver.registry.Admission;
import dev.perk.control.apiserver.registry.EmbeddedStore;
import dev.perk.control.apiserver.registry.Registry;
import dev.perk.control.apiserver.storage.Storage;
import dev.perk.control.workloads.Workloads;
import dev.perk.control.workloads.namespaces.Bootstrap;
import dev.perk.kube.Json;
import dev.perk.kube.KubeObject;
import dev.perk.kube.control.EventRecorder;
import dev.perk.kube.store.ApiException;
import dev.perk.kube.store.Deletion;
import dev.perk.kube.store.Listing;
import dev.perk.kube.store.ObjectCaches;
import dev.perk.kube.store.Patch;
import dev.perk.kube.store.Selector;
import dev.perk.kube.store.Store;
import dev.perk.kube.store.Subresource;
import dev.perk.kube.store.Subscription;
import dev.perk.kube.store.WatchEvent;
import dev.perk.kube.store.WatchListener;
import dev.perk.testing.testkit.FakeClock;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Random;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * All workload controllers together over the embedded store, in fake time, with a node whose pods
 * need no containers. In one run watchers hear of a change before its writer goes on; in the other
 * each change takes a millisecond to arrive, so that caches lag behind what their readers have just
 * written, and controllers act between two changes that were made together.
 *
 * <p>Upstream: {@code test/integration} of kubernetes (deployment, replicaset, garbagecollector,
 * scheduler, endpoints, namespace), and the timelines measured on a cluster.
 */
@ParameterizedClass(name = "caches lag behind: {0}")
@ValueSource(booleans = {false, true})
class WorkloadControllersTest {
    private static final String WEB =
            """
            apiVersion: apps/v1
            kind: Deployment
            metadata: {name: web, namespace: default}
            spec:
              replicas: %d
              revisionHistoryLimit: 10
              progressDeadlineSeconds: 60
              selector: {matchLabels: {app: web}}
              strategy: {type: RollingUpdate, rollingUpdate: {maxSurge: 25%%, maxUnavailable: 25%%}}
              template:
                metadata: {labels: {app: web}}
                spec:
                  containers: [{name: c, image: "%s", ports: [{name: http, containerPort: 8080}]}]
            """;
    private static final String SERVICE =
            """
            apiVersion: v1
            kind: Service
            metadata: {name: web, namespace: default, labels: {team: a}}
            spec: {selector: {app: web}, ports: [{port: 80, targetPort: http}]}
            """;

    @Parameter boolean lagging;
    private Cluster cluster;

    @BeforeEach
    void start() {
        cluster = new Cluster(lagging);
        cluster.startControllers();
        cluster.addNode();
        cluster.settle();
    }

    @AfterEach
    void stop() {
        cluster.stopControllers();
    }

    @Test
    void aDeploymentBecomesAvailable() {
        cluster.create(WEB.formatted(2, "v1"));
        cluster.settle();
        KubeObject web = cluster.get(Kinds.DEPLOYMENT, "web");
        assertThat(web.annotation("deployment.kubernetes.io/revision")).contains("1");
        assertThat(status(web, "replicas", "updatedReplicas", "readyReplicas", "availableReplicas"))
                .containsExactly(2, 2, 2, 2);
        assertThat(conditions(web))
                .containsExactlyInAnyOrder(
                        "Available True MinimumReplicasAvailable",
                        "Progressing True NewReplicaSetAvailable");
        String set = cluster.names(Kinds.REPLICA_SET).getFirst();
        assertThat(cluster.pods()).hasSize(2).allMatch(pod -> pod.name().startsWith(set + "-"));
        assertThat(cluster.events())
                .contains(
                        "deployments.apps web ScalingReplicaSet Scaled up replica set "
                                + set
                                + " from 0 to 2")
                .anyMatch(event -> event.contains("SuccessfulCreate Created pod: " + set))
                .anyMatch(
                        event -> event.contains("Scheduled Successfully assigned default/" + set));
    }

    @Test
    void fromZeroAPodIsBoundWithoutWaitingForATimer() {
        cluster.create(WEB.formatted(0, "v1"));
        cluster.settle();
        long before = cluster.revision();
        cluster.nodeIsUp = false;
        cluster.scale(1);
        soon();
        assertThat(cluster.pods())
                .singleElement()
                .satisfies(pod -> assertThat(pod.spec().path("nodeName").asText()).isEqualTo("n1"));
        if (!lagging) {
            // The scale itself, the ReplicaSet's size, the pod, its binding; beside them two
            // statuses
            // and two events, which nobody waits for.
            assertThat(cluster.pods().getFirst().revision() - before).isLessThanOrEqualTo(8);
        }
    }

    @Test
    void aReadyPodIsInTheEndpointsWithoutWaitingForATimer() {
        cluster.create(SERVICE);
        cluster.create(WEB.formatted(1, "v1"));
        cluster.nodeIsUp = false;
        soon();
        assertThat(cluster.addresses("web")).isEmpty();
        cluster.nodeIsUp = true;
        cluster.runPods();
        soon();
        String ip = cluster.pods().getFirst().status().path("podIP").asText();
        assertThat(cluster.addresses("web")).containsExactly(ip);
        assertThat(cluster.get(Kinds.ENDPOINTS, "web").labels()).containsEntry("team", "a");
        JsonNode slice = cluster.list(Kinds.ENDPOINT_SLICE).getFirst().tree();
        assertThat(slice.at("/endpoints/0/addresses/0").asText()).isEqualTo(ip);
        assertThat(slice.at("/endpoints/0/conditions/ready").asBoolean()).isTrue();
        assertThat(slice.at("/ports/0/port").asInt()).isEqualTo(8080);
    }

    @Test
    void aPodThatGoesLeavesTheEndpointsAtOnceAndTheSliceAtLast() {
        cluster.create(SERVICE);
        cluster.create(WEB.formatted(1, "v1"));
        cluster.settle();
        cluster.nodeIsUp = false;
        cluster.scale(0);
        soon();
        assertThat(cluster.addresses("web")).isEmpty();
        JsonNode endpoint = cluster.list(Kinds.ENDPOINT_SLICE).getFirst().tree().at("/endpoints/0");
        assertThat(endpoint.at("/conditions/terminating").asBoolean()).isTrue();
        assertThat(endpoint.at("/conditions/ready").asBoolean()).isFalse();
        cluster.nodeIsUp = true;
        cluster.runPods();
        cluster.settle();
        assertThat(cluster.list(Kinds.ENDPOINT_SLICE))
                .singleElement()
                .satisfies(slice -> assertThat(slice.tree().path("endpoints")).isEmpty());
    }

    @Test
    void nothingIsMadeTwice() {
        cluster.create(SERVICE);
        cluster.create(WEB.formatted(7, "v1"));
        cluster.settle();
        cluster.scale(20);
        cluster.settle();
        assertThat(cluster.pods()).hasSize(20);
        assertThat(cluster.everSeen(Kinds.POD)).as("pods that ever were").isEqualTo(20);
        assertThat(cluster.everSeen(Kinds.REPLICA_SET)).isEqualTo(1);
        assertThat(cluster.everSeen(Kinds.ENDPOINT_SLICE)).isEqualTo(1);
    }

    @Test
    void aRollingUpdateKeepsWithinItsBoundsWhateverPodsDo() {
        for (int seed = 0; seed < 10; seed++) {
            cluster.stopControllers();
            cluster = new Cluster(lagging);
            cluster.startControllers();
            cluster.addNode();
            cluster.settle();
            rollOut(new Random(seed), "seed " + seed);
        }
    }

    private void rollOut(Random random, String seed) {
        cluster.create(WEB.formatted(8, "v1"));
        cluster.settle();
        cluster.patch(Kinds.DEPLOYMENT, "web", template("v2"));
        cluster.nodeIsUp = false;
        for (int round = 0; round < 200 && !isRolledOut(); round++) {
            // 25 % of 8: at most 10 pods, of which at least 6 are available.
            long active = cluster.pods().stream().filter(pod -> !pod.isDeleting()).count();
            long ready = cluster.pods().stream().filter(Cluster::isReady).count();
            assertThat(active).as(seed).isLessThanOrEqualTo(10);
            assertThat(ready).as(seed).isGreaterThanOrEqualTo(6);
            List<KubeObject> pods = cluster.pods();
            cluster.runPod(pods.get(random.nextInt(pods.size())));
            if (random.nextBoolean()) {
                cluster.clock.advance("20ms");
            }
            cluster.clock.runDue();
        }
        assertThat(isRolledOut()).as(seed).isTrue();
        assertThat(cluster.everSeen(Kinds.POD)).as(seed + ": 8 old and 8 new").isEqualTo(16);
    }

    private boolean isRolledOut() {
        return conditions(cluster.get(Kinds.DEPLOYMENT, "web"))
                        .contains("Progressing True NewReplicaSetAvailable")
                && cluster.pods().size() == 8
                && cluster.pods().stream().allMatch(pod -> image(pod).equals("v2"));
    }

    @Test
    void aRollbackTakesTheOldReplicaSetAgain() {
        cluster.create(WEB.formatted(2, "v1"));
        cluster.settle();
        String first = cluster.names(Kinds.REPLICA_SET).getFirst();
        cluster.patch(Kinds.DEPLOYMENT, "web", template("v2"));
        cluster.settle();
        cluster.patch(Kinds.DEPLOYMENT, "web", template("v1"));
        cluster.settle();
        assertThat(cluster.names(Kinds.REPLICA_SET)).hasSize(2);
        assertThat(cluster.get(Kinds.REPLICA_SET, first).annotations())
                .containsEntry("deployment.kubernetes.io/revision", "3")
                .containsEntry("deployment.kubernetes.io/revision-history", "1");
        assertThat(cluster.pods()).hasSize(2).allMatch(pod -> image(pod).equals("v1"));
    }

    @Test
    void aRolloutThatIsStuckFailsAtItsDeadline() {
        cluster.nodeIsUp = false;
        cluster.create(WEB.formatted(1, "v1"));
        cluster.clock.advance("59s");
        assertThat(conditions(cluster.get(Kinds.DEPLOYMENT, "web")))
                .contains("Progressing True ReplicaSetUpdated");
        cluster.clock.advance("3s");
        assertThat(conditions(cluster.get(Kinds.DEPLOYMENT, "web")))
                .contains("Progressing False ProgressDeadlineExceeded");
    }

    @Test
    void whatKeepsPodsFromBeingMadeShowsOnTheDeployment() {
        cluster.podsAreRefused = true;
        cluster.create(WEB.formatted(1, "v1"));
        cluster.clock.advance("1s");
        assertThat(conditions(cluster.get(Kinds.DEPLOYMENT, "web")))
                .contains("ReplicaFailure True FailedCreate");
        assertThat(cluster.events())
                .anyMatch(event -> event.contains("FailedCreate Error creating: "))
                .noneMatch(event -> event.contains("InternalError"));
        cluster.podsAreRefused = false;
        cluster.settle();
        assertThat(conditions(cluster.get(Kinds.DEPLOYMENT, "web")))
                .contains("Available True MinimumReplicasAvailable")
                .noneMatch(condition -> condition.startsWith("ReplicaFailure"));
    }

    @Test
    void podsThatFailAreReplaced() {
        cluster.create(WEB.formatted(2, "v1"));
        cluster.settle();
        KubeObject failed = cluster.pods().getFirst();
        cluster.store.updateStatus(failed.withStatus(Json.object().put("phase", "Failed")));
        cluster.settle();
        assertThat(cluster.pods().stream().filter(Cluster::isReady)).hasSize(2);
        cluster.delete(Kinds.POD, cluster.pods().getLast().name(), Deletion.Propagation.BACKGROUND);
        cluster.settle();
        assertThat(cluster.pods().stream().filter(Cluster::isReady)).hasSize(2);
    }

    @Test
    void aPodWaitsForRoom() {
        cluster.create(pod("large", "cpu: '3'"));
        cluster.create(pod("other", "cpu: '2'"));
        cluster.settle();
        assertThat(cluster.get(Kinds.POD, "other").status().at("/conditions/0/message").asText())
                .isEqualTo(
                        "0/1 nodes are available: 1 Insufficient cpu. preemption: 0/1 nodes are"
                                + " available: 1 No preemption victims found for incoming pod.");
        assertThat(cluster.events())
                .anyMatch(event -> event.contains("other FailedScheduling 0/1"));
        cluster.delete(Kinds.POD, "large", Deletion.Propagation.BACKGROUND);
        cluster.settle();
        KubeObject bound = cluster.get(Kinds.POD, "other");
        assertThat(bound.spec().path("nodeName").asText()).isEqualTo("n1");
        assertThat(conditions(bound)).contains("PodScheduled True");
    }

    @Test
    void allThatADeletedObjectOwnsGoesWithIt() {
        cluster.create(WEB.formatted(3, "v1"));
        cluster.settle();
        cluster.delete(Kinds.DEPLOYMENT, "web", Deletion.Propagation.BACKGROUND);
        cluster.clock.advance("200ms");
        assertThat(cluster.list(Kinds.DEPLOYMENT)).isEmpty();
        assertThat(cluster.list(Kinds.REPLICA_SET)).isEmpty();
        assertThat(cluster.pods()).isEmpty();
    }

    @Test
    void inTheForegroundAnOwnerGoesLast() {
        cluster.create(WEB.formatted(3, "v1"));
        cluster.settle();
        cluster.nodeIsUp = false;
        cluster.delete(Kinds.DEPLOYMENT, "web", Deletion.Propagation.FOREGROUND);
        cluster.clock.advance("200ms");
        assertThat(cluster.get(Kinds.DEPLOYMENT, "web").isDeleting()).isTrue();
        assertThat(cluster.list(Kinds.REPLICA_SET)).singleElement().matches(KubeObject::isDeleting);
        assertThat(cluster.pods()).hasSize(3).allMatch(KubeObject::isDeleting);
        cluster.nodeIsUp = true;
        cluster.runPods();
        cluster.clock.advance("200ms");
        assertThat(cluster.list(Kinds.DEPLOYMENT)).isEmpty();
        assertThat(cluster.list(Kinds.REPLICA_SET)).isEmpty();
        assertThat(cluster.pods()).isEmpty();
    }

    @Test
    void orphansStayAndAreAdoptedByWhoeverSelectsThem() {
        cluster.create(WEB.formatted(2, "v1"));
        cluster.settle();
        Set<String> pods = new HashSet<>(cluster.names(Kinds.POD));
        cluster.delete(Kinds.DEPLOYMENT, "web", Deletion.Propagation.ORPHAN);
        cluster.settle();
        assertThat(cluster.list(Kinds.DEPLOYMENT)).isEmpty();
        assertThat(cluster.list(Kinds.REPLICA_SET))
                .singleElement()
                .matches(set -> set.owners().isEmpty());
        cluster.create(WEB.formatted(2, "v1"));
        cluster.settle();
        KubeObject web = cluster.get(Kinds.DEPLOYMENT, "web");
        assertThat(cluster.list(Kinds.REPLICA_SET))
                .singleElement()
                .matches(set -> set.isControlledBy(web));
        assertThat(cluster.names(Kinds.POD)).containsExactlyInAnyOrderElementsOf(pods);
    }

    @Test
    void anOwnerThatNobodyHasHeardOfYetIsStillOne() {
        for (int i = 0; i < 10; i++) {
            cluster.create(
                    "{apiVersion: v1, kind: ConfigMap, metadata: {namespace: default, name: other-"
                            + i
                            + "}}");
        }
        KubeObject owner =
                cluster.create(
                        "{apiVersion: v1, kind: ConfigMap, metadata: {name: owner, namespace:"
                                + " default}}");
        cluster.create(
                """
                apiVersion: v1
                kind: Secret
                metadata:
                  name: child
                  namespace: default
                  ownerReferences: [{apiVersion: v1, kind: ConfigMap, name: owner, uid: %s}]
                """
                        .formatted(owner.uid()));
        cluster.settle();
        assertThat(cluster.names(Kinds.SECRET)).containsExactly("child");
    }

    @Test
    void anOwnerInAnotherNamespaceIsNone() {
        cluster.create("{apiVersion: v1, kind: Namespace, metadata: {name: far}}");
        KubeObject owner =
                cluster.create(
                        "{apiVersion: v1, kind: ConfigMap, metadata: {name: owner, namespace:"
                                + " far}}");
        cluster.create(
                """
                apiVersion: v1
                kind: ConfigMap
                metadata:
                  name: child
                  namespace: default
                  ownerReferences: [{apiVersion: v1, kind: ConfigMap, name: owner, uid: %s}]
                """
                        .formatted(owner.uid()));
        cluster.settle();
        assertThat(cluster.names(Kinds.CONFIG_MAP)).doesNotContain("child");
        assertThat(cluster.events())
                .anyMatch(event -> event.contains("child OwnerRefInvalidNamespace"));
    }

    @Test
    void aNamespaceIsFurnishedAndGoesWithAllThatIsInIt() {
        cluster.create("{apiVersion: v1, kind: Namespace, metadata: {name: team}}");
        cluster.settle();
        assertThat(cluster.find(Kinds.SERVICE_ACCOUNT, "team", "default")).isPresent();
        assertThat(cluster.find(Kinds.CONFIG_MAP, "team", "kube-root-ca.crt"))
                .hasValueSatisfying(
                        map -> assertThat(map.tree().at("/data").toString()).contains("PEM"));
        cluster.create(WEB.formatted(2, "v1").replace("namespace: default", "namespace: team"));
        cluster.create(SERVICE.replace("namespace: default", "namespace: team"));
        cluster.settle();
        cluster.nodeIsUp = false;
        cluster.store.delete(ResourceKey.of(Kinds.NAMESPACE, "", "team"), Deletion.background());
        cluster.clock.advance("200ms");
        KubeObject team = cluster.find(Kinds.NAMESPACE, "", "team").orElseThrow();
        assertThat(conditions(team)).contains("NamespaceContentRemaining True SomeResourcesRemain");
        assertThat(team.status().path("phase").asText()).isEqualTo("Terminating");
        cluster.nodeIsUp = true;
        cluster.runPods();
        cluster.clock.advance("200ms");
        assertThat(cluster.find(Kinds.NAMESPACE, "", "team")).isEmpty();
        for (ResourceType type : Kinds.SERVED) {
            if (type.namespaced()) {
                assertThat(cluster.store.list(type, "team", Selector.EVERYTHING).items())
                        .as(type.kind())
                        .isEmpty();
            }
        }
    }

    @Test
    void endpointsWrittenByHandAreMirrored() {
        cluster.create(
                """
                apiVersion: v1
                kind: Endpoints
                metadata: {name: hello, namespace: default}
                subsets: [{addresses: [{ip: 10.1.1.1}], ports: [{name: http, port: 8012, protocol: TCP}]}]
                """);
        cluster.create(
                "{apiVersion: v1, kind: Service, metadata: {name: hello, namespace: default}, spec:"
                        + " {ports: [{port: 80}]}}");
        cluster.settle();
        KubeObject slice = cluster.list(Kinds.ENDPOINT_SLICE).getFirst();
        assertThat(slice.label("kubernetes.io/service-name")).contains("hello");
        cluster.patch(
                Kinds.ENDPOINTS,
                "hello",
                "subsets: [{addresses: [{ip: 10.1.1.2}], ports: [{name: http, port: 8012, protocol:"
                        + " TCP}]}]");
        cluster.settle();
        assertThat(cluster.list(Kinds.ENDPOINT_SLICE))
                .singleElement()
                .satisfies(now -> {
                    assertThat(now.name()).isEqualTo(slice.name());
                    assertThat(now.tree().at("/endpoints/0/addresses/0").asText())
                            .isEqualTo("10.1.1.2");
                });
        cluster.delete(Kinds.SERVICE, "hello", Deletion.Propagation.BACKGROUND);
        cluster.settle();
        assertThat(cluster.list(Kinds.ENDPOINT_SLICE)).isEmpty();
        assertThat(cluster.names(Kinds.ENDPOINTS)).isEmpty();
    }

    @Test
    void aRestartGoesOnWhereTheLastRunEnded() {
        cluster.create(WEB.formatted(2, "v1"));
        cluster.settle();
        cluster.stopControllers();
        cluster.scale(3);
        KubeObject owner =
                cluster.create(
                        "{apiVersion: v1, kind: ConfigMap, metadata: {name: owner, namespace:"
                                + " default}}");
        cluster.create(
                """
                apiVersion: v1
                kind: ConfigMap
                metadata:
                  name: child
                  namespace: default
                  ownerReferences: [{apiVersion: v1, kind: ConfigMap, name: owner, uid: %s}]
                """
                        .formatted(owner.uid()));
        cluster.delete(Kinds.CONFIG_MAP, "owner", Deletion.Propagation.BACKGROUND);
        cluster.settle();
        assertThat(cluster.names(Kinds.CONFIG_MAP))
                .as("nobody is there to see it")
                .contains("child");
        cluster.startControllers();
        cluster.settle();
        assertThat(cluster.names(Kinds.CONFIG_MAP)).doesNotContain("child");
        assertThat(cluster.pods()).hasSize(3);
        assertThat(cluster.everSeen(Kinds.POD)).isEqualTo(3);
    }

    @Test
    void eventsAreForgottenAfterAnHour() {
        cluster.create(WEB.formatted(1, "v1"));
        cluster.settle();
        cluster.clock.advance("55m");
        assertThat(cluster.list(Kinds.EVENT)).isNotEmpty();
        cluster.clock.advance("10m");
        assertThat(cluster.list(Kinds.EVENT)).isEmpty();
    }

    /** As long as a few changes take to arrive: where nothing lags, no time at all. */
    private void soon() {
        cluster.clock.advance(lagging ? "20ms" : "0ms");
    }

    private static String template(String image) {
        return "{spec: {template: {spec: {containers: [{name: c, image: %s, ports: [{name: http, containerPort: 8080}]}]}}}}"
                .formatted(image);
    }

    private static String pod(String name, String requests) {
        return """
        apiVersion: v1
        kind: Pod
        metadata: {name: %s, namespace: default}
        spec: {containers: [{name: c, image: x, resources: {requests: {%s}}}]}
        """
                .formatted(name, requests);
    }

    private static String image(KubeObject pod) {
        return pod.spec().at("/containers/0/image").asText();
    }

    private static List<Integer> status(KubeObject object, String... fields) {
        return Stream.of(fields).map(field -> object.status().path(field).asInt()).toList();
    }

    private static List<String> conditions(KubeObject object) {
        List<String> conditions = new ArrayList<>();
        for (JsonNode each : object.status().path("conditions")) {
            String text =
                    each.path("type").asText()
                            + " "
                            + each.path("status").asText()
                            + " "
                            + each.path("reason").asText();
            conditions.add(text.strip());
        }
        return conditions;
    }

    /** The store, the controllers, and one node. */
    private static final class Cluster {
        private static final YAMLMapper YAML = new YAMLMapper();

        final FakeClock clock = new FakeClock();
        final Store store;
        private final Set<String> seen = new HashSet<>();

        /** Whether pods start and stop. */
        boolean nodeIsUp = true;

        boolean podsAreRefused;
        private Optional<ObjectCaches> caches = Optional.empty();
        private final Registry registry;
        private Optional<Workloads> workloads = Optional.empty();
        private int addresses;

        Cluster(boolean lagging) {
            Storage storage = Storage.inMemory(Kinds.SERVED, clock);
            registry = new Registry(storage, new Quota(), clock, new Random(1));
            var embedded = new EmbeddedStore(registry, User.CONTROLLER);
            store = lagging ? new Trickling(embedded, clock) : embedded;
            Bootstrap.objects(6443).forEach(store::create);
        }

        private final class Quota implements Admission {
            @Override
            public void validate(Attempt attempt, KubeObject object) {
                if (podsAreRefused
                        && attempt.operation() == Operation.CREATE
                        && attempt.type().equals(Kinds.POD)) {
                    throw ApiException.forbidden(object.key(), "exceeded quota: pods");
                }
            }
        }

        void startControllers() {
            var started = new ObjectCaches(store, clock);
            var controllers =
                    new Workloads(
                            store,
                            started,
                            registry.definitions().catalog(),
                            new EventRecorder(store, clock),
                            clock,
                            2,
                            "PEM",
                            (_, _) -> "token");
            started.start();
            for (ResourceType type : List.of(Kinds.POD, Kinds.REPLICA_SET, Kinds.ENDPOINT_SLICE)) {
                started.of(type)
                        .addHandler((before, after) -> {
                            if (after != null && after.namespace().equals("default")) {
                                seen.add(type + " " + after.uid());
                            }
                        });
                started.of(type).all().forEach(object -> seen.add(type + " " + object.uid()));
            }
            started.of(Kinds.POD).addHandler((before, after) -> clock.execute(this::runPods));
            controllers.start();
            caches = Optional.of(started);
            workloads = Optional.of(controllers);
        }

        void stopControllers() {
            workloads.ifPresent(Workloads::close);
            caches.ifPresent(ObjectCaches::close);
        }

        void addNode() {
            KubeObject node = create("{apiVersion: v1, kind: Node, metadata: {name: n1}}");
            store.updateStatus(
                    node.withStatus(yaml("allocatable: {cpu: '4', memory: 8Gi, pods: '110'}")));
        }

        /** Long enough for retries, and short against every deadline. */
        void settle() {
            clock.advance("2s");
        }

        KubeObject create(String manifest) {
            ObjectNode tree = yaml(manifest);
            ResourceType type =
                    Kinds.find(tree.path("apiVersion").asText(), tree.path("kind").asText())
                            .orElseThrow();
            return store.create(KubeObject.of(type, tree));
        }

        void patch(ResourceType type, String name, String changes) {
            store.patch(key(type, name), new Patch.MergePatch(yaml(changes)), Subresource.MAIN);
        }

        void scale(int replicas) {
            store.patch(
                    key(Kinds.DEPLOYMENT, "web"),
                    new Patch.MergePatch(yaml("spec: {replicas: " + replicas + "}")),
                    Subresource.SCALE);
        }

        void delete(ResourceType type, String name, Deletion.Propagation how) {
            store.delete(
                    key(type, name),
                    new Deletion(
                            how, OptionalLong.empty(), Optional.empty(), OptionalLong.empty()));
        }

        KubeObject get(ResourceType type, String name) {
            return store.get(key(type, name))
                    .orElseThrow(() -> new AssertionError(type + " " + name + " does not exist"));
        }

        Optional<KubeObject> find(ResourceType type, String namespace, String name) {
            return store.get(ResourceKey.of(type, namespace, name));
        }

        List<KubeObject> list(ResourceType type) {
            return store.list(type, "default", Selector.EVERYTHING).items().stream()
                    .filter(object -> !object.name().equals("kubernetes"))
                    .toList();
        }

        List<String> names(ResourceType type) {
            return list(type).stream().map(KubeObject::name).toList();
        }

        List<KubeObject> pods() {
            return list(Kinds.POD);
        }

        long revision() {
            return store.list(Kinds.POD, "", Selector.EVERYTHING).revision();
        }

        /** How many objects of a kind ever were, those that are gone included. */
        long everSeen(ResourceType type) {
            return seen.stream().filter(each -> each.startsWith(type + " ")).count();
        }

        List<String> addresses(String service) {
            List<String> ips = new ArrayList<>();
            get(Kinds.ENDPOINTS, service)
                    .tree()
                    .at("/subsets/0/addresses")
                    .forEach(each -> ips.add(each.path("ip").asText()));
            return ips;
        }

        List<String> events() {
            return list(Kinds.EVENT).stream()
                    .map(KubeObject::tree)
                    .map(event ->
                            Kinds.find(
                                                    event.at("/involvedObject/apiVersion").asText(),
                                                    event.at("/involvedObject/kind").asText())
                                            .orElseThrow()
                                    + " "
                                    + event.at("/involvedObject/name").asText()
                                    + " "
                                    + event.path("reason").asText()
                                    + " "
                                    + event.path("message").asText())
                    .toList();
        }

        static boolean isReady(KubeObject pod) {
            return !pod.isDeleting() && conditions(pod).contains("Ready True");
        }

        private void runPods() {
            if (nodeIsUp) {
                for (KubeObject pod : store.list(Kinds.POD, "", Selector.EVERYTHING).items()) {
                    runPod(pod);
                }
            }
        }

        /** What a kubelet does, without containers. */
        void runPod(KubeObject pod) {
            if (pod.isDeleting()) {
                store.delete(pod.key(), Deletion.now(pod.uid()));
            } else if (pod.spec().has("nodeName")
                    && pod.status().path("phase").asText().equals("Pending")) {
                ObjectNode status = pod.status().deepCopy();
                status.put("phase", "Running").put("podIP", "10.0.0." + ++addresses);
                status.withArray("conditions")
                        .addObject()
                        .put("type", "Ready")
                        .put("status", "True")
                        .put("lastTransitionTime", clock.instant().toString());
                store.updateStatus(pod.withStatus(status));
            }
        }

        private static ResourceKey key(ResourceType type, String name) {
            return ResourceKey.of(type, type.namespaced() ? "default" : "", name);
        }

        private static ObjectNode yaml(String text) {
            try {
                return (ObjectNode) YAML.readTree(text);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }

    /** A store whose watchers hear of one change per millisecond. */
    private record Trickling(Store store, FakeClock clock) implements Store {

        @Override
        public Subscription watch(ResourceType type, long revision, WatchListener listener) {
            return store.watch(
                    type,
                    revision,
                    new WatchListener() {
                        private Instant next = clock.instant();

                        @Override
                        public void onEvent(WatchEvent event) {
                            Instant now = clock.instant();
                            next = (next.isBefore(now) ? now : next).plusMillis(1);
                            clock.after(Duration.between(now, next), () -> listener.onEvent(event));
                        }

                        @Override
                        public void onLost(ApiException cause) {
                            listener.onLost(cause);
                        }
                    });
        }

        @Override
        public Optional<KubeObject> get(ResourceKey key) {
            return store.get(key);
        }

        @Override
        public Listing list(ResourceType type, String namespace, Selector labels) {
            return store.list(type, namespace, labels);
        }

        @Override
        public KubeObject create(KubeObject object) {
            return store.create(object);
        }

        @Override
        public KubeObject update(KubeObject object) {
            return store.update(object);
        }

        @Override
        public KubeObject updateStatus(KubeObject object) {
            return store.updateStatus(object);
        }

        @Override
        public KubeObject patch(ResourceKey key, Patch patch, Subresource part) {
            return store.patch(key, patch, part);
        }

        @Override
        public void delete(ResourceKey key, Deletion deletion) {
            store.delete(key, deletion);
        }
    }
}
