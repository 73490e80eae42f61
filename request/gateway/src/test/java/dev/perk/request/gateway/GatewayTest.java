package dev.perk.request.gateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.perk.api.NamespacedName;
import dev.perk.api.RevisionKey;
import dev.perk.api.why.Journal;
import dev.perk.http.Attributes;
import dev.perk.http.Headers;
import dev.perk.http.Hop;
import dev.perk.http.Response;
import dev.perk.testing.testkit.FakeClock;
import dev.perk.testing.testkit.FakeExchange;
import java.net.InetSocketAddress;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Upstream: knative/networking test/conformance/ingress, by its keys. */
class GatewayTest {
    private static final InetSocketAddress ACTIVATOR =
            InetSocketAddress.createUnresolved("activator", 8012);
    private static final InetSocketAddress PODS = InetSocketAddress.createUnresolved("pods", 8012);

    private final FakeClock clock = new FakeClock();
    private final Journal journal = new Journal(10, 10);
    private RevisionModes.Mode mode = RevisionModes.Mode.SERVE;
    private RouteTable table = RouteTable.EMPTY;

    /** A split to a revision, as a Route makes them. */
    private static String to(String revision, int percent) {
        return """
        {"serviceNamespace": "default", "serviceName": "%1$s", "servicePort": 80,
         "percent": %2$d, "appendHeaders": {"Knative-Serving-Revision": "%1$s",
         "Knative-Serving-Namespace": "default"}}
        """
                .formatted(revision, percent);
    }

    private static String path(String path, String more, String... splits) {
        return "{\"path\": \"%s\", %s \"splits\": [%s]}"
                .formatted(path, more, String.join(",", splits));
    }

    private static String rule(String host, String visibility, String... paths) {
        return """
        {"hosts": ["%s"], "visibility": "%s", "http": {"paths": [%s]}}
        """
                .formatted(host, visibility, String.join(",", paths));
    }

    private static IngressRules ingress(String name, String httpOption, String... rules) {
        String spec =
                "{\"httpOption\": \"%s\", \"rules\": [%s]}"
                        .formatted(httpOption, String.join(",", rules));
        try {
            return IngressRules.parse("default", name, new ObjectMapper().readTree(spec));
        } catch (JsonProcessingException e) {
            throw new AssertionError(spec, e);
        }
    }

    private void routes(String... rules) {
        table = RouteTable.of(List.of(ingress("hello", "Enabled", rules)));
    }

    private FakeExchange get(String host, String path) {
        return FakeExchange.get(clock, host, path);
    }

    private FakeExchange sent(FakeExchange exchange) {
        return sent(Visibility.EXTERNAL_IP, exchange);
    }

    private FakeExchange sent(Visibility entry, FakeExchange exchange) {
        var parts =
                new Gateway.Parts(() -> table, entry, _ -> mode, new SplittableRandom(7), journal);
        Gateway.gateway(parts, new Hop(ACTIVATOR), new Hop(PODS)).handle(exchange);
        return exchange;
    }

    private static String revisionOf(FakeExchange exchange) {
        return exchange.get(Attributes.REVISION).map(RevisionKey::name).orElse("none");
    }

    private static int statusOf(FakeExchange exchange) {
        return exchange.answer().map(Response::status).orElse(0);
    }

    /** basics; Host with any port, in any case. */
    @ParameterizedTest
    @CsvSource({"hello.example.com", "hello.example.com:80", "HELLO.example.com:12345"})
    void findsTheRevisionByHost(String host) {
        routes(rule("hello.example.com", "ExternalIP", path("", "", to("hello-1", 100))));
        var exchange = sent(get(host, "/any/path?x"));
        assertThat(exchange.target()).contains(PODS);
        assertThat(exchange.get(Attributes.REVISION))
                .contains(new RevisionKey("default", "hello-1"));
        Headers headers = exchange.request().headers();
        assertThat(headers.get("Knative-Serving-Revision")).isEqualTo("hello-1");
        assertThat(headers.get("Knative-Serving-Namespace")).isEqualTo("default");
        assertThat(headers.get("Host")).as("passed on as it came").isEqualTo(host);
    }

    @Test
    void inProxyModeTheActivatorIsNext() {
        routes(rule("a", "ExternalIP", path("", "", to("hello-1", 100))));
        mode = RevisionModes.Mode.PROXY;
        assertThat(sent(get("a", "/")).target()).contains(ACTIVATOR);
    }

    @Test
    void anUnknownHostIs404AndTheJournalSaysWhy() {
        var exchange = sent(get("nobody.example.com", "/"));
        assertThat(exchange.answer())
                .contains(Response.text(404, "no route for this host and path\n"));
        assertThat(journal.about("nobody.example.com"))
                .singleElement()
                .satisfies(entry -> {
                    assertThat(entry.reason().code()).isEqualTo("RouteNotFound");
                    assertThat(entry.time()).isEqualTo(FakeClock.START);
                });
    }

    /** dispatch/path: a literal prefix, longest first, whatever the order of the list. */
    @ParameterizedTest
    @CsvSource({
        "/foo,     foo",
        "/foobar,  foo",
        "/foo/bar, foo-bar",
        "/bar,     bar",
        "/,        default",
        "/asdf,    default",
        "/%66oo,   default",
    })
    void theLongestPrefixWins(String path, String revision) {
        routes(
                rule(
                        "a",
                        "ExternalIP",
                        path("", "", to("default", 100)),
                        path("/foo", "", to("foo", 100)),
                        path("/foo/bar", "", to("foo-bar", 100)),
                        path("/bar", "", to("bar", 100))));
        assertThat(revisionOf(sent(get("a", path)))).isEqualTo(revision);
    }

    /** headers/tags. */
    @Test
    void pathsThatDemandHeadersComeBeforeThoseThatDoNot() {
        routes(
                rule(
                        "a",
                        "ExternalIP",
                        path("", "", to("no-tag", 100)),
                        path(
                                "",
                                "\"headers\": {\"Knative-Serving-Tag\": {\"exact\": \"the-tag\"}},",
                                to("tag", 100))));
        assertThat(revisionOf(sent(get("a", "/").header("knative-serving-tag", "the-tag"))))
                .isEqualTo("tag");
        assertThat(revisionOf(sent(get("a", "/").header("Knative-Serving-Tag", "other"))))
                .isEqualTo("no-tag");
        assertThat(revisionOf(sent(get("a", "/").header("Knative-Serving-Tag", ""))))
                .isEqualTo("no-tag");
        assertThat(revisionOf(sent(get("a", "/")))).isEqualTo("no-tag");
    }

    /** dispatch/percentage: ten shares, within ten points, and nothing for 0 %. */
    @Test
    void sharesAreWhatTheySay() {
        int[] percents = {1, 2, 4, 8, 16, 32, 37, 0, 0, 0};
        String[] splits = new String[percents.length];
        for (int i = 0; i < percents.length; i++) {
            splits[i] = to("r" + i, percents[i]);
        }
        routes(rule("a", "ExternalIP", path("", "", splits)));
        var parts =
                new Gateway.Parts(
                        () -> table,
                        Visibility.EXTERNAL_IP,
                        _ -> mode,
                        new SplittableRandom(7),
                        journal);
        var gateway = Gateway.gateway(parts, new Hop(ACTIVATOR), new Hop(PODS));
        Map<String, Integer> seen = new HashMap<>();
        for (int i = 0; i < 10_000; i++) {
            var exchange = get("a", "/");
            gateway.handle(exchange);
            seen.merge(revisionOf(exchange), 1, Integer::sum);
        }
        for (int i = 0; i < percents.length; i++) {
            assertThat(seen.getOrDefault("r" + i, 0)).isCloseTo(percents[i] * 100, within(150));
        }
        assertThat(seen).doesNotContainKeys("r7", "r8", "r9");
    }

    /** headers/pre-split, headers/post-split: set, not appended. */
    @Test
    void headersAreReplaced() {
        routes(
                rule(
                        "a",
                        "ExternalIP",
                        path("", "\"appendHeaders\": {\"Foo-Bar-Baz\": \"name\"},", to("r", 100))));
        var exchange = sent(get("a", "/").header("Foo-Bar-Baz", "bogus"));
        assertThat(exchange.request().headers().all("Foo-Bar-Baz")).containsExactly("name");
    }

    /** headers/probe. */
    @Test
    void answersProbesWithTheVersionOfTheIngress() {
        routes(rule("a", "ExternalIP", path("", "", to("r", 100))));
        String version = table.version(new NamespacedName("default", "hello")).orElseThrow();
        var override =
                get("a", "/healthz")
                        .header("K-Network-Probe", "probe")
                        .header("K-Network-Hash", "override");
        assertThat(sent(override).answer())
                .contains(Response.text(200, "").with("K-Network-Hash", version));
        var echo =
                get("a", "/healthz")
                        .header("K-Network-Probe", "probe")
                        .header("K-Network-Hash", "x");
        assertThat(sent(echo).answer())
                .contains(Response.text(200, "").with("K-Network-Hash", "x"));
        var unknown =
                get("b", "/healthz")
                        .header("K-Network-Probe", "probe")
                        .header("K-Network-Hash", "x");
        assertThat(statusOf(sent(unknown))).isEqualTo(404);
    }

    /** visibility: from outside a local host does not exist; inside, everything does. */
    @Test
    void whatIsLocalIsNotReachableFromOutside() {
        routes(
                rule("hello.default.svc", "ClusterLocal", path("", "", to("r", 100))),
                rule("hello.example.com", "ExternalIP", path("", "", to("r", 100))));
        assertThat(statusOf(sent(get("hello.default.svc", "/")))).isEqualTo(404);
        assertThat(sent(Visibility.CLUSTER_LOCAL, get("hello.default.svc", "/")).target())
                .contains(PODS);
        assertThat(sent(Visibility.CLUSTER_LOCAL, get("hello.example.com", "/")).target())
                .contains(PODS);
    }

    /** httpoption. */
    @Test
    void redirectsPlainHttpFromOutsideIfTheIngressSaysSo() {
        table =
                RouteTable.of(
                        List.of(
                                ingress(
                                        "hello",
                                        "Redirected",
                                        rule("a", "ExternalIP", path("", "", to("r", 100))),
                                        rule("b", "ClusterLocal", path("", "", to("r", 100))))));
        assertThat(sent(get("a:8080", "/x?y")).answer())
                .contains(Response.text(301, "").with("Location", "https://a/x?y"));
        assertThat(sent(get("a", "/").overTls()).target()).contains(PODS);
        assertThat(sent(Visibility.CLUSTER_LOCAL, get("b", "/")).target()).contains(PODS);
    }

    /** host-rewrite, as a DomainMapping uses it. */
    @Test
    void aMappedDomainGoesThroughTheGatewayTwice() {
        routes(
                rule("hello.default.svc.cluster.local", "ClusterLocal", path("", "", to("r", 100))),
                rule(
                        "mapped.example.org",
                        "ExternalIP",
                        """
                        {"rewriteHost": "hello.default.svc.cluster.local", "splits": [{
                          "serviceNamespace": "default", "serviceName": "mapped.example.org",
                          "servicePort": 80, "percent": 100,
                          "appendHeaders": {"K-Original-Host": "mapped.example.org"}}]}
                        """));
        var exchange = sent(get("mapped.example.org", "/"));
        assertThat(exchange.target()).contains(PODS);
        assertThat(revisionOf(exchange)).isEqualTo("r");
        assertThat(exchange.request().headers().get("K-Original-Host"))
                .isEqualTo("mapped.example.org");
    }

    @Test
    void aRewriteThatLeadsNowhereEnds() {
        routes(
                rule(
                        "a",
                        "ExternalIP",
                        """
                        {"rewriteHost": "a", "splits": [{"serviceNamespace": "default",
                          "serviceName": "x", "servicePort": 80, "percent": 100}]}
                        """));
        assertThat(statusOf(sent(get("a", "/")))).isEqualTo(503);
    }

    @Test
    void clientsCannotSayWhatOnlyThePlatformMay() {
        routes(rule("a", "ExternalIP", path("", "", to("r", 100))));
        List<String> trusted =
                List.of(
                        "Knative-Serving-Default-Route",
                        "K-Proxy-Request",
                        "K-Original-Host",
                        "K-Passthrough-Lb",
                        "K-Kubelet-Probe",
                        "K-Network-Hash");
        var exchange = get("a", "/").header("K-Network-Probe", "queue");
        trusted.forEach(name -> exchange.header(name, "activator"));
        exchange.header("Knative-Serving-Revision", "victim");
        sent(exchange);
        Headers headers = exchange.request().headers();
        assertThat(Stream.concat(trusted.stream(), Stream.of("K-Network-Probe")))
                .noneMatch(headers::contains);
        assertThat(headers.all("Knative-Serving-Revision")).containsExactly("r");
    }

    @Test
    void saysWhereARequestCameFrom() {
        routes(rule("a", "ExternalIP", path("", "", to("r", 100))));
        var exchange =
                sent(
                        get("a", "/")
                                .header("X-Forwarded-For", "198.51.100.1")
                                .header("X-Forwarded-For", "198.51.100.2")
                                .from("192.0.2.7"));
        assertThat(exchange.request().headers().all("X-Forwarded-For"))
                .containsExactly("198.51.100.1, 198.51.100.2, 192.0.2.7");
        assertThat(exchange.request().headers().get("X-Forwarded-Proto")).isEqualTo("http");
        assertThat(sent(get("a", "/").overTls()).request().headers().get("X-Forwarded-Proto"))
                .isEqualTo("https");
    }

    @Test
    void aHostBelongsToTheFirstIngressThatClaimsIt() {
        table =
                RouteTable.of(
                        List.of(
                                ingress(
                                        "one",
                                        "Enabled",
                                        rule("a", "ExternalIP", path("", "", to("r1", 100)))),
                                ingress(
                                        "two",
                                        "Enabled",
                                        rule("a", "ExternalIP", path("", "", to("r2", 100))))));
        assertThat(revisionOf(sent(get("a", "/")))).isEqualTo("r1");
        assertThat(table.conflicts())
                .containsExactly(
                        new RouteTable.Conflict(
                                "a",
                                new NamespacedName("default", "one"),
                                new NamespacedName("default", "two")));
    }

    @Test
    void refusesWhatCannotBeRoutedBy() {
        assertThatThrownBy(() -> ingress("x", "Enabled"))
                .hasMessage("Ingress default/x: spec.rules = [] (expected: 1 or more)");
        assertThatThrownBy(() ->
                        ingress(
                                "x",
                                "Enabled",
                                rule("a", "ExternalIP", path("", "", to("r", 40), to("s", 50)))))
                .hasMessage(
                        "Ingress default/x: spec.rules[0].http.paths[0].splits: percents sum up to"
                                + " = 90 (expected: 100)");
        assertThatThrownBy(() ->
                        ingress("x", "Enabled", rule("a", "Secret", path("", "", to("r", 100)))))
                .hasMessageContaining("visibility = Secret (expected: ExternalIP or ClusterLocal)");
        assertThatThrownBy(() -> ingress("x", "Maybe", rule("a", "", path("", "", to("r", 100)))))
                .hasMessageContaining("httpOption = Maybe");
    }
}
