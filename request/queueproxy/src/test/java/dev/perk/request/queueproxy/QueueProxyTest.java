package dev.perk.request.queueproxy;

import static org.assertj.core.api.Assertions.assertThat;

import dev.perk.api.stats.RequestStats;
import dev.perk.api.stats.Stat;
import dev.perk.api.why.Reason;
import dev.perk.http.Attempt;
import dev.perk.http.End;
import dev.perk.http.Hop;
import dev.perk.http.Response;
import dev.perk.http.Timeouts;
import dev.perk.testing.testkit.FakeClock;
import dev.perk.testing.testkit.FakeExchange;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * The chain as a whole. Upstream: knative/serving pkg/queue/handler_test.go, pkg/queue/health,
 * pkg/http/handler/timeout_test.go, test/conformance/api/v1/revision_timeout_test.go.
 */
class QueueProxyTest {
    private static final InetSocketAddress CONTAINER =
            InetSocketAddress.createUnresolved("10.0.0.1", 8080);

    private final FakeClock clock = new FakeClock();
    private CompletableFuture<Boolean> ready = CompletableFuture.completedFuture(true);

    private QueueProxy queueProxy(int containerConcurrency, Timeouts timeouts) {
        return new QueueProxy(
                new QueueProxy.Settings("hello-1", containerConcurrency, timeouts),
                () -> ready,
                Drain.QUIET_PERIOD,
                clock,
                new Hop(CONTAINER));
    }

    private FakeExchange get() {
        return FakeExchange.get(clock, "hello.example.com", "/");
    }

    private FakeExchange sent(QueueProxy queueProxy, FakeExchange exchange) {
        queueProxy.handle(exchange);
        clock.runDue();
        return exchange;
    }

    /** Specification §6.2, queue full. */
    @Test
    void theTwelfthRequestToAContainerOfOneIsRefused() {
        var queueProxy = queueProxy(1, Timeouts.DEFAULT);
        for (int i = 0; i < 11; i++) {
            assertThat(sent(queueProxy, get()).end()).isEmpty();
        }
        var refused = sent(queueProxy, get());
        assertThat(refused.answer()).contains(Response.text(503, "pending request queue full\n"));
        assertThat(refused.reason().orElseThrow().code()).isEqualTo("QueueFull");
        assertThat(queueProxy.queueDepth()).isEqualTo(11);
    }

    /** Specification §6.2, request timeout. */
    @Test
    void aRequestThatWaitsIsTimedFromItsArrivalAndLeavesTheQueue() {
        var queueProxy = queueProxy(1, Timeouts.total(Duration.ofSeconds(10)));
        var running = sent(queueProxy, get());
        clock.advance("4s");
        var waiting = sent(queueProxy, get());
        running.containerBegins(200);
        clock.advance("9s");
        assertThat(running.end()).contains(new End.Broken(200, "it took more than 10.0s in all"));
        assertThat(waiting.target()).as("has the slot").contains(CONTAINER);
        clock.advance("1s");
        assertThat(waiting.answer()).contains(Response.text(504, "request timeout"));
        assertThat(queueProxy.queueDepth()).isZero();
    }

    @Test
    void anAnswerThatDoesNotBeginInTimeIs504() {
        var timeouts = Timeouts.ofSeconds(60, 7, 0);
        var late = sent(queueProxy(0, timeouts), get());
        var early = sent(queueProxy(0, timeouts), get());
        clock.advance("4s");
        early.containerBegins(200);
        clock.advance("3s");
        assertThat(late.answer()).contains(Response.text(504, "request timeout"));
        assertThat(early.end()).as("has begun, so may go on").isEmpty();
    }

    @Test
    void everyPartOfTheAnswerSetsTheIdleTimeoutBack() {
        var timeouts = Timeouts.ofSeconds(60, 0, 5);
        var exchange = sent(queueProxy(0, timeouts), get());
        exchange.containerBegins(200);
        for (int i = 0; i < 4; i++) {
            clock.advance("4s");
            exchange.containerSends();
        }
        clock.advance("4s");
        assertThat(exchange.end()).isEmpty();
        clock.advance("1s");
        assertThat(exchange.end())
                .contains(
                        new End.Broken(200, "it took more than 5.0s without a part of the answer"));
    }

    @Test
    void silenceBeforeTheAnswerIsIdleToo() {
        var exchange = sent(queueProxy(0, Timeouts.ofSeconds(60, 0, 5)), get());
        clock.advance("5s");
        assertThat(exchange.answer()).contains(Response.text(504, "request timeout"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"kube-probe/1.32", "Knative-Activator-Probe", "Knative-Autoscaling-Probe"})
    void answersProbesItself(String userAgent) {
        var queueProxy = queueProxy(1, Timeouts.DEFAULT);
        var probe =
                sent(
                        queueProxy,
                        get().header("User-Agent", userAgent).header("K-Network-Probe", "queue"));
        assertThat(probe.answer()).contains(Response.text(200, "queue"));

        ready = CompletableFuture.completedFuture(false);
        var notReady =
                sent(
                        queueProxy,
                        get().header("User-Agent", userAgent).header("K-Network-Probe", "queue"));
        assertThat(notReady.answer()).contains(Response.text(503, ""));

        var stranger =
                sent(
                        queueProxy,
                        get().header("User-Agent", userAgent).header("K-Network-Probe", "other"));
        assertThat(stranger.answer())
                .contains(Response.text(400, "unexpected probe header value: other\n"));
    }

    @Test
    void aProbeWaitsForTheContainerToBecomeReady() {
        ready = new CompletableFuture<>();
        var probe =
                sent(
                        queueProxy(1, Timeouts.DEFAULT),
                        get().header("User-Agent", "kube-probe/1.32")
                                .header("K-Network-Probe", "queue"));
        assertThat(probe.end()).isEmpty();
        ready.complete(true);
        clock.runDue();
        assertThat(probe.answer()).contains(Response.text(200, "queue"));
    }

    @Test
    void echoesTheHashOfANetworkProbe() {
        var queueProxy = queueProxy(1, Timeouts.DEFAULT);
        var probe =
                sent(
                        queueProxy,
                        get().header("K-Network-Probe", "probe").header("K-Network-Hash", "abc"));
        assertThat(probe.answer()).contains(Response.text(200, "").with("K-Network-Hash", "abc"));
        var withoutHash = sent(queueProxy, get().header("K-Network-Probe", "probe"));
        assertThat(withoutHash.answer())
                .contains(
                        Response.text(
                                400,
                                "a probe request must contain a non-empty \"K-Network-Hash\""
                                        + " header\n"));
    }

    @Test
    void whileDrainingProbesFailAndRequestsAreServed() {
        var queueProxy = queueProxy(1, Timeouts.DEFAULT);
        queueProxy.drain(Duration.ofMinutes(5), () -> {});
        var probe =
                get().header("User-Agent", "kube-probe/1.32").header("K-Network-Probe", "queue");
        assertThat(sent(queueProxy, probe).answer())
                .contains(Response.text(503, "shutting down\n"));
        var network = get().header("K-Network-Probe", "probe").header("K-Network-Hash", "abc");
        assertThat(sent(queueProxy, network).answer())
                .contains(Response.text(503, "shutting down\n"));
        assertThat(sent(queueProxy, get()).target()).contains(CONTAINER);
    }

    @Test
    void restoresTheHostAndHidesTheRouting() {
        var exchange =
                get().header("K-Original-Host", "mapped.example.org")
                        .header("Knative-Serving-Revision", "hello-00001")
                        .header("Knative-Serving-Namespace", "default")
                        .header("X-Forwarded-For", "203.0.113.9")
                        .header("X-Forwarded-Proto", "http");
        sent(queueProxy(0, Timeouts.DEFAULT), exchange);
        var headers = exchange.request().headers();
        assertThat(headers.all("Host")).containsExactly("mapped.example.org");
        assertThat(headers.contains("K-Original-Host")).isFalse();
        assertThat(headers.contains("Knative-Serving-Revision")).isFalse();
        assertThat(headers.contains("Knative-Serving-Namespace")).isFalse();
        assertThat(headers.get("Forwarded")).isEqualTo("for=203.0.113.9;proto=http");
    }

    @Test
    void reportsTheLastSecondAndWhatAnActivatorHasCounted() {
        var queueProxy = queueProxy(1, Timeouts.DEFAULT);
        assertThat(queueProxy.stat()).isEqualTo(Stat.unknown("hello-1"));
        var direct = sent(queueProxy, get());
        var proxied = sent(queueProxy, get().header("K-Proxy-Request", "activator"));
        clock.advance("500ms");
        direct.containerAnswers(200);
        clock.advance("500ms");
        assertThat(queueProxy.stat())
                .as("the proxied one waited half of its time, which counts")
                .isEqualTo(new Stat("hello-1", 1.5, 1, 2, 1, Duration.ofSeconds(1), Instant.EPOCH));
        proxied.clientLeaves();
        clock.advance("1s");
        assertThat(queueProxy.stat().averageConcurrentRequests()).isZero();
        queueProxy.close();
    }

    /** Worked example 7.20: TestProtobufStatsReporterReport, whose period is 10 s. */
    @Test
    void countsAreReportedPerSecond() {
        Stat stat =
                StatReporter.stat(
                        "hello-1",
                        new RequestStats.Report(3, 2, 39, 15),
                        Duration.ofSeconds(10),
                        Duration.ofSeconds(10));
        assertThat(stat.requestCount()).isEqualTo(3.9);
        assertThat(stat.proxiedRequestCount()).isEqualTo(1.5);
        assertThat(stat.averageConcurrentRequests()).as("an average already").isEqualTo(3);
    }

    @Test
    void probesAreNotLoad() {
        var queueProxy = queueProxy(1, Timeouts.DEFAULT);
        sent(
                queueProxy,
                get().header("User-Agent", "kube-probe/1.32").header("K-Network-Probe", "queue"));
        clock.advance("1s");
        assertThat(queueProxy.stat().requestCount()).isZero();
    }

    @Test
    void whoWaitsInAPodThatGoesMayGoElsewhere() {
        var queueProxy = queueProxy(1, Timeouts.DEFAULT);
        var running = sent(queueProxy, get());
        var waiting = get();
        List<Reason> elsewhere = new ArrayList<>();
        queueProxy.handle(new Attempt(waiting, elsewhere::add));
        queueProxy.close();
        clock.runDue();
        assertThat(elsewhere).singleElement().extracting(Reason::code).isEqualTo("PodGone");
        assertThat(waiting.end()).as("nobody has answered it").isEmpty();
        assertThat(running.end()).isEmpty();
        running.containerAnswers(200);
        assertThat(queueProxy.queueDepth()).isZero();
    }

    @Test
    void whoComesToAPodThatHasGoneMayGoElsewhere() {
        var queueProxy = queueProxy(1, Timeouts.DEFAULT);
        queueProxy.close();
        List<Reason> elsewhere = new ArrayList<>();
        queueProxy.handle(new Attempt(get(), elsewhere::add));
        assertThat(elsewhere).hasSize(1);
    }

    /** Else the time limit of the pod that has gone would end the request in the next pod. */
    @Test
    void whatAPodTiedToARequestGoesWithThePod() {
        var queueProxy = queueProxy(2, Timeouts.total(Duration.ofSeconds(10)));
        var exchange = get();
        queueProxy.handle(new Attempt(exchange, _ -> {}));
        exchange.containerIsUnreachable(Reason.of("UpstreamUnreachable", "connection refused"));
        assertThat(queueProxy.queueDepth()).isZero();
        clock.advance("1m");
        assertThat(exchange.end()).isEmpty();
    }
}
