package dev.perk.request.activator;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.random.RandomGenerator;
import java.util.stream.IntStream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;

/** Upstream: knative/serving pkg/activator/net/lb_policy_test.go. */
class LoadBalancingTest {
    private final RandomGenerator random = RandomGenerator.of("L64X128MixRandom");

    private static List<Pod> pods(int count, int concurrency) {
        return IntStream.range(0, count)
                .mapToObj(i ->
                        new Pod(InetSocketAddress.createUnresolved("ip" + i, 8012), concurrency))
                .toList();
    }

    private static List<String> send(LoadBalancing policy, List<Pod> pods, int requests) {
        var chosen = new ArrayList<String>();
        for (int i = 0; i < requests; i++) {
            policy.pick(pods)
                    .ifPresent(pod -> {
                        pod.enter();
                        chosen.add(pod.address().getHostString());
                    });
        }
        return chosen;
    }

    @Test
    void theConcurrencyDecidesThePolicy() {
        assertThat(LoadBalancing.forConcurrency(0, random))
                .isInstanceOf(LoadBalancing.RandomChoice2.class);
        assertThat(LoadBalancing.forConcurrency(3, random))
                .isInstanceOf(LoadBalancing.FirstAvailable.class);
        assertThat(LoadBalancing.forConcurrency(4, random))
                .isInstanceOf(LoadBalancing.RoundRobin.class);
    }

    @Test
    void firstAvailablePacksPods() {
        assertThat(send(new LoadBalancing.FirstAvailable(), pods(3, 2), 7))
                .containsExactly("ip0", "ip0", "ip1", "ip1", "ip2", "ip2");
    }

    @Test
    void roundRobinTakesTurnsAndPassesOverFullPods() {
        List<Pod> pods = pods(3, 2);
        pods.get(1).enter();
        assertThat(send(new LoadBalancing.RoundRobin(), pods, 6))
                .containsExactly("ip0", "ip1", "ip2", "ip0", "ip2");
    }

    @Test
    void roundRobinSurvivesThatPodsGo() {
        var policy = new LoadBalancing.RoundRobin();
        send(policy, pods(5, 1), 4);
        assertThat(send(policy, pods(2, 1), 2)).containsExactly("ip0", "ip1");
        assertThat(policy.pick(List.of())).isEmpty();
    }

    @Test
    void randomChoiceTakesTheLessBusyOfTwo() {
        List<Pod> pods = pods(2, 0);
        pods.get(0).enter();
        for (int i = 0; i < 100; i++) {
            assertThat(new LoadBalancing.RandomChoice2(random).pick(pods)).contains(pods.get(1));
        }
        assertThat(new LoadBalancing.RandomChoice2(random).pick(List.of())).isEmpty();
    }

    @Test
    void randomChoiceTossesACoinBetweenEquals() {
        assertThat(send(new LoadBalancing.RandomChoice2(random), pods(2, 0), 1000))
                .contains("ip0", "ip1");
    }

    @Property
    void randomChoiceNeverTakesTheBusiestOfSeveral(
            @ForAll @Size(min = 2, max = 10) List<@IntRange(max = 20) Integer> busy,
            @ForAll long seed) {
        List<Pod> pods = pods(busy.size(), 0);
        int most = -1;
        long howMany = 0;
        for (int i = 0; i < busy.size(); i++) {
            for (int j = 0; j < busy.get(i); j++) {
                pods.get(i).enter();
            }
            most = Math.max(most, busy.get(i));
        }
        for (int load : busy) {
            howMany += load == most ? 1 : 0;
        }
        var seeded = new java.util.SplittableRandom(seed);
        Pod picked = new LoadBalancing.RandomChoice2(seeded).pick(pods).orElseThrow();
        if (howMany == 1) {
            assertThat(picked.inFlight()).isLessThan(most);
        }
    }
}
