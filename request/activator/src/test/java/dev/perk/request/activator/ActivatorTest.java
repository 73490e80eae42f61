package dev.perk.request.activator;

import static org.assertj.core.api.Assertions.assertThat;

import dev.perk.api.RevisionKey;
import dev.perk.api.stats.StatMessage;
import dev.perk.api.why.Reason;
import dev.perk.http.Attributes;
import dev.perk.http.End;
import dev.perk.http.Response;
import dev.perk.http.Stage;
import dev.perk.http.Timeouts;
import dev.perk.testing.testkit.FakeClock;
import dev.perk.testing.testkit.FakeExchange;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * The chain as a whole. Upstream: knative/serving pkg/activator/handler/*_test.go,
 * pkg/activator/net/throttler_test.go.
 */
class ActivatorTest {
    private static final RevisionKey HELLO = new RevisionKey("default", "hello-00001");
    private static final Reason REFUSED = Reason.of("UpstreamUnreachable", "connection refused");
    private static final Timeouts TIMEOUTS = Timeouts.total(Duration.ofMinutes(5));

    /** What the node agent would say. */
    private static final class Cluster implements RevisionBackends {
        final Map<RevisionKey, Backends> revisions = new HashMap<>();
        Consumer<RevisionKey> listener = _ -> {};

        @Override
        public Optional<Backends> find(RevisionKey revision) {
            return Optional.ofNullable(revisions.get(revision));
        }

        @Override
        public void onChange(Consumer<RevisionKey> listener) {
            this.listener = listener;
        }

        void scale(int containerConcurrency, int pods) {
            revisions.put(
                    HELLO,
                    Backends.of(
                            containerConcurrency,
                            TIMEOUTS,
                            IntStream.range(0, pods).mapToObj(ActivatorTest::pod).toList()));
            listener.accept(HELLO);
        }

        void delete() {
            revisions.remove(HELLO);
            listener.accept(HELLO);
        }
    }

    private final FakeClock clock = new FakeClock();
    private final Cluster cluster = new Cluster();
    private final Throttler throttler = new Throttler(cluster, new SplittableRandom(1));
    private final List<StatMessage> stats = new ArrayList<>();
    private final Stage activator = Activator.activator(parts(), Activator.toPods());

    private Activator.Parts parts() {
        return new Activator.Parts(
                throttler,
                new ConcurrencyReporter("act", clock, stats::addAll),
                Health.ALWAYS,
                "cluster.local");
    }

    private static InetSocketAddress pod(int number) {
        return InetSocketAddress.createUnresolved("10.0.0." + number, 8012);
    }

    private FakeExchange get() {
        var exchange = FakeExchange.get(clock, "hello.default.example.com", "/");
        exchange.put(Attributes.REVISION, HELLO);
        return exchange;
    }

    private FakeExchange sent(FakeExchange exchange) {
        activator.handle(exchange);
        clock.runDue();
        return exchange;
    }

    @Test
    void aRequestWaitsForTheFirstPodAndAsksForIt() {
        cluster.scale(1, 0);
        var exchange = sent(get());
        assertThat(exchange.target()).isEmpty();
        assertThat(stats).hasSize(1);
        cluster.scale(1, 1);
        clock.runDue();
        assertThat(exchange.target()).contains(pod(0));
        assertThat(exchange.request().headers().get("K-Proxy-Request")).isEqualTo("activator");
    }

    @Test
    void requestsAreLetInInTheOrderInWhichTheyCame() {
        cluster.scale(1, 0);
        List<FakeExchange> requests = new ArrayList<>();
        for (int i = 0; i < 5; i++) {
            requests.add(sent(get()));
        }
        cluster.scale(1, 2);
        clock.runDue();
        assertThat(requests)
                .map(FakeExchange::target)
                .containsExactly(
                        Optional.of(pod(0)),
                        Optional.of(pod(1)),
                        Optional.empty(),
                        Optional.empty(),
                        Optional.empty());
        requests.get(1).containerAnswers(200);
        clock.runDue();
        assertThat(requests.get(2).target()).contains(pod(1));
        assertThat(requests.get(3).target()).isEmpty();
    }

    @Test
    void aClientThatLeavesGivesItsTurnAway() {
        cluster.scale(1, 0);
        var impatient = sent(get());
        var patient = sent(get());
        impatient.clientLeaves();
        assertThat(throttler.waiting(HELLO)).isEqualTo(1);
        cluster.scale(1, 1);
        clock.runDue();
        assertThat(impatient.target()).isEmpty();
        assertThat(patient.target()).contains(pod(0));
    }

    @Test
    void aClientThatLeavesBetweenGrantAndItsTurnPassesThePodOn() {
        cluster.scale(1, 0);
        var impatient = sent(get());
        var patient = sent(get());
        cluster.scale(1, 1);
        impatient.clientLeaves();
        clock.runDue();
        assertThat(patient.target()).contains(pod(0));
    }

    /** Specification §6.2, request timeout; it comes before a deadline of the queue could. */
    @Test
    void aPodThatNeverComesIs504AtTheRevisionsTimeout() {
        cluster.scale(1, 0);
        var exchange = sent(get());
        clock.advance("299s");
        assertThat(exchange.end()).isEmpty();
        clock.advance("1s");
        assertThat(exchange.answer()).contains(Response.text(504, "activator request timeout"));
        assertThat(exchange.reason().orElseThrow().code()).isEqualTo("RequestTimeout");
        assertThat(throttler.waiting(HELLO)).isZero();
    }

    /** Specification §6.2, queue full. */
    @Test
    void aFullQueueRefuses() {
        cluster.scale(1, 0);
        for (int i = 0; i < RevisionThrottle.QUEUE_DEPTH; i++) {
            activator.handle(get());
        }
        assertThat(sent(get()).answer())
                .contains(Response.text(503, "pending request queue full\n"));
    }

    @Test
    void podsWithoutALimitTakeEverything() {
        cluster.scale(0, 2);
        for (int i = 0; i < 100; i++) {
            assertThat(sent(get()).target()).isPresent();
        }
    }

    /** Specification §6.2, revision gone and revision unknown. */
    @Test
    void aRevisionThatIsDeletedGivesNobodyHope() {
        cluster.scale(1, 0);
        var waiting = sent(get());
        cluster.delete();
        clock.runDue();
        assertThat(waiting.answer()).contains(Response.text(500, ""));
        assertThat(sent(get()).answer())
                .contains(
                        Response.text(
                                404,
                                "Error getting active endpoint: revision.serving.knative.dev"
                                        + " \"hello-00001\" not found\n"));
    }

    @Test
    void aPodThatGoesKeepsNoSlotOfItsSuccessor() {
        cluster.scale(1, 1);
        var running = sent(get());
        cluster.scale(1, 0);
        running.containerAnswers(200);
        cluster.scale(1, 1);
        assertThat(sent(get()).target()).contains(pod(0));
    }

    @Test
    void aPodThatIsGoneIsReplacedByAnother() {
        List<InetSocketAddress> gone = new ArrayList<>();
        Stage pods =
                exchange -> {
                    InetSocketAddress pod = exchange.get(Activator.DESTINATION).orElseThrow();
                    if (gone.contains(pod)) {
                        exchange.unserved(Reason.of("PodGone", "gone"));
                    } else {
                        exchange.forward(pod);
                    }
                };
        Stage around = Activator.activator(parts(), pods);
        cluster.scale(1, 1);
        gone.add(pod(0));
        var exchange = get();
        around.handle(exchange);
        cluster.scale(1, 0);
        clock.runDue();
        assertThat(exchange.end()).as("it waits again").isEmpty();
        gone.clear();
        cluster.scale(1, 2);
        clock.runDue();
        assertThat(exchange.target()).contains(pod(0));
        exchange.containerAnswers(200);
        assertThat(sent(get()).target()).as("the first choice was given back").isPresent();
    }

    @Test
    void withoutAGatewayHeadersOrTheHostNameTheRevision() {
        cluster.scale(1, 3);
        var byHeaders =
                FakeExchange.get(clock, "a", "/")
                        .header("Knative-Serving-Namespace", "default")
                        .header("Knative-Serving-Revision", "hello-00001");
        assertThat(sent(byHeaders).target()).isPresent();
        assertThat(byHeaders.request().headers().contains("Knative-Serving-Revision")).isFalse();
        var byHost = FakeExchange.get(clock, "hello-00001.default.svc.cluster.local:8012", "/");
        assertThat(sent(byHost).target()).isPresent();
        var unknown = FakeExchange.get(clock, "example.com", "/");
        assertThat(sent(unknown).answer().orElseThrow().status()).isEqualTo(404);
    }

    @ParameterizedTest
    @CsvSource(
            nullValues = "-",
            value = {
                "User-Agent,      kube-probe/1.32, -,              -,   200, ''",
                "K-Kubelet-Probe, yes,             -,              -,   200, ''",
                "K-Network-Probe, activator,       -,              -,   200, activator",
                "K-Network-Probe, probe,           K-Network-Hash, abc, 200, ''",
                "K-Network-Probe, probe,           -,              -,   400, *",
                "K-Network-Probe, queue,           -,              -,   400, *",
            })
    void answersProbesWithoutWakingTheRevision(
            String header, String value, String header2, String value2, int status, String body) {
        cluster.scale(1, 0);
        FakeExchange exchange = get().header(header, value);
        if (header2 != null) {
            exchange.header(header2, value2);
        }
        Response answer = sent(exchange).answer().orElseThrow();
        assertThat(answer.status()).isEqualTo(status);
        if (!body.equals("*")) {
            assertThat(answer.body()).isEqualTo(body);
        }
        assertThat(stats).isEmpty();
    }

    @Test
    void directlyIsToAPodWithRoomAndThroughTheActivatorIfThereIsNone() {
        Stage direct = Activator.direct(throttler, Activator.toPods(), activator);
        cluster.scale(1, 1);
        FakeExchange first = get();
        direct.handle(first);
        assertThat(first.target()).contains(pod(0));
        assertThat(first.request().headers().contains("K-Proxy-Request")).isFalse();
        FakeExchange second = get();
        direct.handle(second);
        assertThat(second.target()).as("no room").isEmpty();
        assertThat(throttler.waiting(HELLO)).isEqualTo(1);
    }

    @Test
    void whoComesDirectlyDoesNotOvertakeWhoWaits() {
        Stage direct = Activator.direct(throttler, Activator.toPods(), activator);
        cluster.scale(1, 0);
        FakeExchange waits = sent(get());
        FakeExchange late = get();
        direct.handle(late);
        cluster.scale(1, 1);
        clock.runDue();
        assertThat(waits.target()).contains(pod(0));
        assertThat(late.target()).isEmpty();
        waits.containerAnswers(200);
        clock.runDue();
        assertThat(late.target()).contains(pod(0));
    }

    /**
     * 0 a request comes, 1 one is answered, 2 a waiting client leaves, 3 to 6 the scale changes.
     */
    @Property
    void noPodRunsTooManyAndNoSlotIsIdleWhileSomebodyWaits(
            @ForAll @IntRange(min = 1, max = 4) int concurrency,
            @ForAll @Size(max = 150) List<@IntRange(max = 6) Integer> events) {
        var world = new ActivatorTest();
        world.cluster.scale(concurrency, 0);
        List<FakeExchange> all = new ArrayList<>();
        int pods = 0;
        for (int event : events) {
            switch (event) {
                case 0 -> all.add(world.sent(world.get()));
                case 1 ->
                        all.stream()
                                .filter(e -> e.target().isPresent() && e.end().isEmpty())
                                .findFirst()
                                .ifPresent(e -> e.containerAnswers(200));
                case 2 ->
                        all.stream()
                                .filter(e -> e.target().isEmpty() && e.end().isEmpty())
                                .findFirst()
                                .ifPresent(FakeExchange::clientLeaves);
                default -> {
                    // Pods are only added: those that go may still run what they have.
                    pods = Math.max(pods, event - 3);
                    world.cluster.scale(concurrency, pods);
                }
            }
            world.clock.runDue();
            Map<InetSocketAddress, Integer> running = new HashMap<>();
            for (FakeExchange exchange : all) {
                if (exchange.end().isEmpty() && exchange.target().isPresent()) {
                    running.merge(exchange.target().get(), 1, Integer::sum);
                }
            }
            int inUse = running.values().stream().mapToInt(Integer::intValue).sum();
            assertThat(running.values()).allMatch(count -> count <= concurrency);
            assertThat(inUse == pods * concurrency || world.throttler.waiting(HELLO) == 0)
                    .as("nobody waits beside a free slot")
                    .isTrue();
        }
    }

    @Test
    void aRequestThatItsPodDidNotTakeGoesToAnotherPod() {
        cluster.scale(1, 2);
        var exchange = sent(get());
        assertThat(exchange.target()).contains(pod(0));
        exchange.containerIsUnreachable(REFUSED);
        clock.runDue();
        assertThat(exchange.target()).contains(pod(1));
        exchange.containerAnswers(200);
        assertThat(exchange.end()).contains(new End.Answered(200));
    }

    @Test
    void aPodThatTookNothingIsLeftAloneUntilThereIsNewsOfIt() {
        cluster.scale(1, 1);
        var exchange = sent(get());
        exchange.containerIsUnreachable(REFUSED);
        clock.runDue();
        assertThat(exchange.target()).as("it waits").isEmpty();
        assertThat(throttler.waiting(HELLO)).isEqualTo(1);
        cluster.scale(1, 0);
        cluster.scale(1, 1);
        clock.runDue();
        assertThat(exchange.target()).contains(pod(0));
    }

    @Test
    void withoutNewsItIsTriedAgainAfterAPauseThatGrows() {
        cluster.scale(1, 1);
        var exchange = sent(get());
        for (int pause : List.of(20, 40, 80, 160, 320, 640, 1000)) {
            exchange.containerIsUnreachable(REFUSED);
            clock.advance(Duration.ofMillis(pause - 1));
            assertThat(exchange.target()).as("before %d ms", pause).isEmpty();
            clock.advance("1ms");
            assertThat(exchange.target()).as("after %d ms", pause).contains(pod(0));
        }
    }

    /** Specification §6.2, upstream transport error. */
    @Test
    void theOnlyPodNeverTakingItsRequestIs502() {
        cluster.scale(0, 1);
        var exchange = sent(get());
        for (int tries = 1; tries < 10; tries++) {
            assertThat(exchange.target()).contains(pod(0));
            exchange.containerIsUnreachable(REFUSED);
            clock.advance("1s");
        }
        exchange.containerIsUnreachable(REFUSED);
        clock.runDue();
        assertThat(exchange.answer().orElseThrow().status()).isEqualTo(502);
        assertThat(exchange.reason().orElseThrow().inputs()).containsEntry("tries", "10");
    }

    @Test
    void whoWasNotTakenGoesBeforeWhoWaits() {
        cluster.scale(1, 1);
        var first = sent(get());
        var second = sent(get());
        first.containerIsUnreachable(REFUSED);
        clock.advance("20ms");
        assertThat(first.target()).contains(pod(0));
        assertThat(second.target()).isEmpty();
        first.containerAnswers(200);
        clock.runDue();
        assertThat(second.target()).contains(pod(0));
    }

    @Test
    void aClientMayLeaveWhileItsRequestGoesElsewhere() {
        cluster.scale(1, 1);
        var exchange = sent(get());
        exchange.containerIsUnreachable(REFUSED);
        exchange.clientLeaves();
        clock.advance("1s");
        assertThat(exchange.target()).isEmpty();
        assertThat(throttler.waiting(HELLO)).isZero();
        assertThat(sent(get()).target()).as("its room was given back").isPresent();
    }

    @Test
    void whatCameDirectlyAndWasNotTakenGoesThroughTheActivator() {
        Stage direct = Activator.direct(throttler, Activator.toPods(), activator);
        cluster.scale(1, 1);
        FakeExchange exchange = get();
        direct.handle(exchange);
        exchange.containerIsUnreachable(REFUSED);
        clock.advance("20ms");
        assertThat(exchange.target()).contains(pod(0));
        assertThat(exchange.request().headers().get("K-Proxy-Request")).isEqualTo("activator");
    }
}
