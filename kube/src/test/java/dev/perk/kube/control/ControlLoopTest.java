package dev.perk.kube.control;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.perk.api.Kinds;
import dev.perk.api.NamespacedName;
import dev.perk.api.ResourceKey;
import dev.perk.api.why.Journal;
import dev.perk.api.why.Reason;
import dev.perk.kube.Json;
import dev.perk.kube.KubeObject;
import dev.perk.kube.store.ApiException;
import dev.perk.kube.store.Deletion;
import dev.perk.kube.store.FakeStore;
import dev.perk.kube.store.Selector;
import dev.perk.testing.testkit.FakeClock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Upstream: knative/pkg controller/controller_test.go and the generated reconciler wrapper. */
class ControlLoopTest {
    private static final NamespacedName KEY = new NamespacedName("ns", "hello");
    private static final ResourceKey ROUTE = new ResourceKey(Kinds.ROUTE, KEY);

    private final FakeStore store = new FakeStore();
    private final FakeClock clock = new FakeClock();
    private final List<NamespacedName> seen = new ArrayList<>();
    private final Journal journal = new Journal(10, 10);
    private Reconciler<KubeObject> reconciler = (route, now) -> Plan.NOTHING;
    private boolean leading = true;

    private final ControlLoop<KubeObject> loop =
            new ControlLoop<>(
                    "route-controller",
                    Kinds.ROUTE,
                    key -> store.get(new ResourceKey(Kinds.ROUTE, key)),
                    (route, now) -> {
                        seen.add(route.namespacedName());
                        return reconciler.reconcile(route, now);
                    },
                    store,
                    new EventRecorder(store, clock),
                    Optional.of(journal),
                    clock,
                    key -> leading,
                    2);

    @BeforeEach
    void createTheRoute() {
        store.create(object("hello"));
    }

    @AfterEach
    void close() {
        loop.close();
    }

    @Test
    void writesTheStatusOfThePlan() {
        reconciler = (route, now) -> Plan.statusOnly(Json.object().put("url", "http://hello"));
        process();
        assertThat(route().status().path("url").asText()).isEqualTo("http://hello");
        assertThat(seen).as("a plan without requeue is not tried again").containsExactly(KEY);
    }

    @Test
    void writesNoStatusThatSaysTheSame() {
        reconciler = (route, now) -> Plan.statusOnly(Json.object().put("observedGeneration", 1L));
        process();
        store.updateStatus(route().withStatus(Json.object().put("observedGeneration", 1)));
        int before = store.writes;
        process();
        assertThat(store.writes).isEqualTo(before);
    }

    @Test
    void appliesChangesInOrderAndTellsEventsAfterwards() {
        reconciler =
                (route, now) ->
                        Plan.of(new Change.Create(object("one")), new Change.Create(object("two")))
                                .telling(EventNote.normal("Created", "Created two"));
        process();
        assertThat(store.list(Kinds.ROUTE, "ns", Selector.EVERYTHING).items())
                .extracting(KubeObject::name)
                .containsExactly("hello", "one", "two");
        assertThat(events()).containsExactly("Normal Created: Created two");
    }

    @Test
    void writesTheStatusEvenIfAChangeIsRefused() {
        reconciler =
                (route, now) ->
                        Plan.of(new Change.Create(object("one")))
                                .withStatus(Json.object().put("seen", true));
        store.refuseNext(ApiException.badRequest("no thanks"));
        process();
        assertThat(route().status().path("seen").asBoolean()).isTrue();
        assertThat(events()).containsExactly("Warning InternalError: no thanks");
    }

    @Test
    void triesAgainWithGrowingDelaysUntilItWorks() {
        reconciler = (route, now) -> Plan.of(new Change.Create(object("one")));
        store.refuseNext(ApiException.unavailable("busy"));
        store.refuseNext(ApiException.unavailable("busy"));
        loop.enqueue(KEY);
        clock.runDue();
        assertThat(seen).hasSize(1);
        clock.advance("5ms");
        assertThat(seen).as("the retry's event took the second refusal").hasSize(2);
        assertThat(store.get(ResourceKey.of(Kinds.ROUTE, "ns", "one"))).isPresent();
    }

    @Test
    void treatsAConflictAsARaceAndNotAsAFailure() {
        reconciler = (route, now) -> Plan.of(new Change.Update(object("hello")));
        store.refuseNext(ApiException.conflict(ROUTE));
        process();
        assertThat(events()).isEmpty();
        clock.advance("5ms");
        assertThat(seen).hasSize(2);
    }

    @Test
    void treatsAnObjectThatAlreadyExistsAsARace() {
        reconciler =
                (route, now) ->
                        Plan.of(new Change.Create(object("hello")))
                                .orIfRefused(
                                        refusal -> Plan.statusOnly(Json.object().put("bad", 1)));
        process();
        assertThat(route().status().has("bad")).isFalse();
        clock.advance("5ms");
        assertThat(seen).hasSize(2);
    }

    @Test
    void followsTheOtherPlanWhenTheApiRefusesForGood() {
        reconciler =
                (route, now) ->
                        Plan.of(new Change.Create(object("one")))
                                .withStatus(Json.object().put("good", true))
                                .orIfRefused(refusal ->
                                        Plan.statusOnly(
                                                Json.object().put("bad", refusal.message())));
        store.refuseNext(ApiException.badRequest("no thanks"));
        process();
        assertThat(route().status().path("bad").asText()).isEqualTo("no thanks");
        assertThat(route().status().has("good")).isFalse();
        assertThat(events()).as("the other plan is the answer, not a failure").isEmpty();
    }

    @Test
    void tellsWhyAnAttemptFailed() {
        reconciler =
                (route, now) ->
                        Plan.statusOnly(Json.object().put("seen", true)).retry("no such ingress");
        process();
        assertThat(events()).containsExactly("Warning InternalError: no such ingress");
        assertThat(route().status().path("seen").asBoolean()).isTrue();
    }

    @Test
    void keepsTheReasonsOfChangesThatWereApplied() {
        reconciler =
                (route, now) ->
                        Plan.of(new Change.Create(object("one")))
                                .because(Reason.of("FirstRequest", "someone is waiting"));
        store.refuseNext(ApiException.unavailable("busy"));
        process();
        assertThat(journal.about("ns/hello")).as("nothing was done yet").isEmpty();
        clock.advance("5ms");
        assertThat(journal.about("ns/hello"))
                .extracting(Journal.Entry::part, entry -> entry.reason().code())
                .containsExactly(tuple("route-controller", "FirstRequest"));
    }

    @Test
    void survivesAReconcilerThatThrows() {
        reconciler =
                (route, now) -> {
                    throw new IllegalStateException("bug");
                };
        process();
        reconciler = (route, now) -> Plan.statusOnly(Json.object().put("seen", true));
        clock.advance("5ms");
        assertThat(route().status().path("seen").asBoolean()).isTrue();
    }

    @Test
    void writesTheStatusOverAConflict() {
        reconciler = (route, now) -> Plan.statusOnly(Json.object().put("seen", true));
        store.refuseNext(ApiException.conflict(ROUTE));
        process();
        assertThat(route().status().path("seen").asBoolean()).isTrue();
        assertThat(seen).hasSize(1);
    }

    @Test
    void tellsOfAStatusThatCannotBeWritten() {
        reconciler = (route, now) -> Plan.statusOnly(Json.object().put("seen", true));
        store.refuseNext(ApiException.unavailable("disk full"));
        process();
        assertThat(events())
                .containsExactly(
                        "Warning UpdateFailed: Failed to update status for \"hello\": disk full");
        clock.advance("5ms");
        assertThat(route().status().path("seen").asBoolean()).isTrue();
    }

    @Test
    void looksAgainWhenThePlanAsksForIt() {
        reconciler = (route, now) -> Plan.NOTHING.again(Duration.ofSeconds(30));
        process();
        clock.advance("29s");
        assertThat(seen).hasSize(1);
        clock.advance("1s");
        assertThat(seen).hasSize(2);
    }

    @Test
    void leavesKeysThatItDoesNotLeadAlone() {
        leading = false;
        process();
        assertThat(seen).isEmpty();
    }

    @Test
    void doesNothingForAnObjectThatIsGone() {
        store.delete(ROUTE, Deletion.background());
        process();
        assertThat(seen).isEmpty();
    }

    @Test
    void forgivesADeletionOfWhatIsGoneAlready() {
        reconciler =
                (route, now) ->
                        Plan.of(
                                new Change.Delete(
                                        ResourceKey.of(Kinds.ROUTE, "ns", "none"),
                                        Deletion.background()),
                                new Change.Create(object("one")));
        process();
        assertThat(store.get(ResourceKey.of(Kinds.ROUTE, "ns", "one"))).isPresent();
    }

    @Test
    void takesEventsBeforeResyncs() {
        store.create(object("b"));
        loop.enqueueSlowly(KEY);
        loop.enqueue(new NamespacedName("ns", "b"));
        clock.runDue();
        assertThat(seen).extracting(NamespacedName::name).containsExactly("b", "hello");
    }

    private void process() {
        loop.enqueue(KEY);
        clock.runDue();
    }

    private KubeObject route() {
        return store.get(ROUTE).orElseThrow();
    }

    private List<String> events() {
        clock.runDue();
        return store.list(Kinds.EVENT, "ns", Selector.EVERYTHING).items().stream()
                .map(KubeObject::tree)
                .map(event ->
                        event.path("type").asText()
                                + " "
                                + event.path("reason").asText()
                                + ": "
                                + event.path("message").asText())
                .toList();
    }

    private static KubeObject object(String name) {
        ObjectNode tree = Json.object();
        tree.putObject("metadata").put("namespace", "ns").put("name", name);
        return KubeObject.of(Kinds.ROUTE, tree);
    }
}
