package dev.perk.request.activator;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Upstream: TestThrottlerUpdateCapacity in knative/serving pkg/activator/net/throttler_test.go. */
class CapacityTest {

    @ParameterizedTest
    @CsvSource({
        // concurrency, pods, backends, activators, capacity
        "10, 0, 10,   5, 20",
        "10, 0, 10, 200,  1",
        "10, 0,  0, 200,  0",
        "10, 0,  1,   0, 10",
        "10, 2,  3,   2, 20",
        "10, 1,  3,   2, 10",
        " 1, 3,  5,   2,  3",
        " 1, 2,  5,   2,  2",
        // TestPodAssignmentFinite: two of six pods are this activator's
        "42, 2,  6,   4, 84",
        " 0, 0,  1,   1, 2147483647",
        " 0, 3,  3,  10, 2147483647",
        " 0, 0,  0,   1,  0",
        "2000000000, 2, 2, 1, 2147483647",
    })
    void isTheShareOfThisActivator(
            int concurrency, int pods, int backends, int activators, int expected) {
        assertThat(Capacity.of(concurrency, pods, backends, activators)).isEqualTo(expected);
    }
}
