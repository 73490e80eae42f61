package dev.perk.control.controllers.podautoscaler;

import static dev.perk.control.controllers.fixture.Manifests.with;
import static org.assertj.core.api.Assertions.assertThat;

import dev.perk.api.Kinds;
import dev.perk.api.why.Reason;
import dev.perk.control.controllers.fixture.PlanText;
import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * The specification's tables as they stand there, row by row: 7.19, which are the rows of
 * upstream's TestReconcile (knative/serving pkg/reconciler/autoscaling/kpa/kpa_test.go); §2.5; and
 * §3.4, which is computeActiveCondition of kpa.go. What else a reconcile does is told in {@link
 * PodAutoscalerReconcilerTest}.
 */
class ReconcileTableTest {
    private final PodAutoscalerFixture row = new PodAutoscalerFixture();

    /**
     * Burst capacity 200 and a target of 10 requests, at most: one to ten pods need 3 activators,
     * eleven and twelve need 4.
     */
    @ParameterizedTest(name = "decider {0}, {1}; {2} ready; {5}")
    @CsvSource(
            delimiter = '|',
            nullValues = "-",
            value = {
                // desired | EBC | ready | min | initial | before | replicas
                // | patch | Active after | desired after | mode | activators
                "11 |   0 |  1 |  - |  - | True 1h     |  1 | 11 | True | 11 | Serve | 3",
                "11 |   0 |  1 |  - |  - | True 1h     | 11 |  - | True | 11 | Serve | 3",
                "11 |   0 |  0 |  - |  - | False 1h    | 11 |  - | Unknown Queued | 11 | Serve | -",
                " 0 |   0 |  1 |  - |  - | True 1h     |  1 |  - | False NoTraffic | 0 | Proxy | 3",
                " 0 |   0 |  1 |  - |  - | True 2s     |  1 |  - | True | 1 | Serve | 3",
                " 0 |   0 |  1 |  - |  - | Unknown 1h  |  1 |  0 | False TimedOut | 0 | Proxy | 3",
                " 0 |   0 |  0 |  - |  - | False 1h    |  1 |  0 | False NoTraffic | 0 | Proxy | -",
                "-1 |   0 | 10 | 11 |  - | False 1h    |  1 |  - | False NoTraffic | - | Proxy | 3",
                " 1 |   0 | 10 | 11 |  - | False 1h    |  1 | 11 | Unknown Queued | 11 | Serve | 3",
                "11 |   0 | 10 | 11 |  - | True 1h     | 10 | 11 | Unknown Queued | 11 | Serve | 3",
                " 0 |   0 | 12 | 11 |  - | False 1h    | 12 | 11 | True | 11 | Serve | 4",
                "11 | -42 |  1 |  - |  - | True 1h     | 11 |  - | True | 11 | Proxy | 3",
                "11 | -18 |  1 |  - |  - | True 1h     | 11 |  - | True | 11 | Proxy | 3",
                "11 |   1 |  1 |  - |  - | True 1h     | 11 |  - | True | 11 | Serve | 3",
                "11 | -42 | 11 | 11 | 20 | Unknown 2s  | 11 | 20 | Unknown Queued | 20 | Proxy | 4",
                "11 | -42 | 20 | 11 | 20 | Unknown 2s  | 11 | 20 | True | 20 | Proxy | 4",
            })
    void aReconcileIsUpstreams(
            int desired,
            int excess,
            int ready,
            @Nullable String min,
            @Nullable String initial,
            String before,
            int replicas,
            @Nullable String patch,
            String after,
            @Nullable Integer desiredAfter,
            String mode,
            @Nullable Integer activators) {
        if (min != null) {
            row.annotation("min-scale", min);
        }
        become(before);
        if (initial != null) {
            row.annotation("initial-scale", initial).neverInitialized();
        }
        PlanText plan = row.decision(desired, excess).ready(ready).replicas(replicas).reconcile();

        assertThat(plan.changes().stream().filter(change -> change.startsWith("scale ")))
                .as("patch")
                .isEqualTo(
                        Optional.ofNullable(patch)
                                .map("scale deployments hello-00001-deployment to "::concat)
                                .stream()
                                .toList());
        assertThat(plan.condition("Active")).isEqualTo(after + words(after));
        assertThat(plan.status().path("actualScale").asInt()).isEqualTo(ready);
        assertThat(plan.status().path("desiredScale").asInt(-1))
                .isEqualTo(desiredAfter == null ? -1 : desiredAfter);
        assertThat(sks(plan, "mode")).as("mode").isEqualTo(mode);
        if (activators != null) {
            assertThat(sks(plan, "numActivators")).isEqualTo(activators.toString());
        }
        if (initial != null) {
            assertThat(plan.condition("ScaleTargetInitialized"))
                    .isEqualTo(ready >= Integer.parseInt(initial) ? "True" : "Unknown");
        }
    }

    /** The last row of 7.19: −1; initial scale 0 allowed | 0 ready | Unknown. */
    @ParameterizedTest
    @CsvSource({"hello-00001, True", "'', Unknown"})
    void withAnInitialScaleOfZeroNothingIsStarted(String serviceName, String initialized) {
        row.config("allow-zero-initial-scale", "true").annotation("initial-scale", "0");
        row.activating(Duration.ofSeconds(1)).neverInitialized();
        row.sks = row.sks.map(sks -> with(sks, "/status/serviceName", "'" + serviceName + "'"));
        PlanText plan = row.decision(-1, 0).ready(0).replicas(0).reconcile();
        assertThat(plan.changes()).noneMatch(change -> change.startsWith("scale "));
        assertThat(plan.condition("Active")).startsWith("False NoTraffic");
        assertThat(plan.condition("ScaleTargetInitialized")).isEqualTo(initialized);
        assertThat(sks(plan, "mode")).isEqualTo("Proxy");
    }

    /** §2.5: what burst capacity does to the way of requests. */
    @ParameterizedTest(name = "burst capacity {0}, excess {1}, decider {2}")
    @CsvSource({
        // targetBurstCapacity, excess, desired, mode, scraped
        " -1,   -1, 3, Proxy, ''",
        "  0,    0, 3, Serve, hello-00001-private",
        "  0,    0, 0, Proxy, hello-00001-private",
        "200,   -1, 3, Proxy, hello-00001-private",
        "200,    0, 3, Serve, hello-00001-private",
        "200,   42, 0, Proxy, hello-00001-private",
    })
    void burstCapacityDecidesAboutTheActivators(
            String targetBurstCapacity, int excess, int desired, String mode, String scraped) {
        row.metric = Optional.empty();
        PlanText plan =
                row.annotation("target-burst-capacity", targetBurstCapacity)
                        .decision(desired, excess)
                        .ready(3)
                        .reconcile();
        assertThat(sks(plan, "mode")).isEqualTo(mode);
        assertThat(plan.written(Kinds.METRIC).spec().path("scrapeTarget").asText())
                .isEqualTo(scraped);
    }

    /** The same, as perk why tells it. */
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "200 | -42 | Serve | requests go through the activator, as the pods could not take"
                        + " a burst: they lack room for 42 requests",
                "200 |   1 | Proxy | requests go straight to the pods, which could take a burst and"
                        + " 1 request more",
                "-1  |  -1 | Serve | requests go through the activator, as target-burst-capacity is"
                        + " -1",
                "0   |   0 | Proxy | requests go straight to the pods, as target-burst-capacity is"
                        + " 0",
            })
    void theReasonSaysWhyTheWayTurned(
            String targetBurstCapacity, int excess, String before, String text) {
        row.annotation("target-burst-capacity", targetBurstCapacity).sks(before, Duration.ZERO);
        PlanText plan = row.decision(3, excess).ready(3).replicas(3).reconcile();
        assertThat(plan.plan().reasons()).map(Reason::text).containsExactly(text);
    }

    /** §3.4, its table of Active; the first case that matches holds. */
    @ParameterizedTest(name = "want {0}, {1} ready of {2}, {3}")
    @CsvSource({
        // want, ready, least, before
        " 0, 0, 1, Unknown 1h, TIMED_OUT",
        " 3, 0, 0, Unknown 1h, IDLE",
        " 0, 1, 1, True 1h,    IDLE",
        " 0, 1, 1, False 1h,   IDLE",
        " 3, 0, 0, True 1h,    IDLE",
        " 3, 0, 1, False 1h,   QUEUED",
        " 3, 1, 2, True 1h,    QUEUED",
        "-1, 1, 2, True 1h,    QUEUED",
        "-1, 0, 1, Unknown 1h, QUEUED",
        "-1, 0, 1, False 1h,   IDLE",
        " 3, 1, 1, False 1h,   ACTIVE",
        "-1, 1, 1, True 1h,    ACTIVE",
        "-1, 2, 2, Unknown 1h, ACTIVE",
        "-1, 1, 1, False 1h,   UNCHANGED",
    })
    void whetherARevisionIsActive(
            int want, int ready, int least, String before, Activity expected) {
        become(before);
        if (least == 0) {
            row.config("allow-zero-initial-scale", "true").annotation("initial-scale", "0");
            row.neverInitialized();
        } else if (least > 1) {
            row.annotation("min-scale", Integer.toString(least));
        }
        assertThat(row.view().minReady()).isEqualTo(least);
        assertThat(Activity.of(row.view(), want, ready)).isEqualTo(expected);
    }

    /** A state of Active, and since when. */
    private void become(String state) {
        Duration since = state.endsWith("1h") ? Duration.ofHours(1) : Duration.ofSeconds(2);
        switch (state.substring(0, state.indexOf(' '))) {
            case "True" -> row.active(since);
            case "Unknown" -> row.activating(since);
            default -> row.sks("Proxy", since).inactive(since);
        }
    }

    private static String words(String condition) {
        return switch (condition) {
            case "Unknown Queued" ->
                    ": Requests to the target are being buffered as resources are provisioned.";
            case "False NoTraffic" -> ": The target is not receiving traffic.";
            case "False TimedOut" -> ": The target could not be activated.";
            default -> "";
        };
    }

    /** What the ServerlessService says afterwards, whether it was written or is right already. */
    private String sks(PlanText plan, String field) {
        boolean written =
                plan.changes().stream().anyMatch(change -> change.contains("serverlessservices"));
        return (written
                        ? plan.written(Kinds.SERVERLESS_SERVICE).spec()
                        : row.sks.orElseThrow().spec())
                .path(field)
                .asText();
    }
}
