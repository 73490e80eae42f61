package dev.perk.control.workloads.deployment;

import static dev.perk.control.workloads.deployment.Rollouts.replicaSet;
import static org.assertj.core.api.Assertions.assertThat;

import dev.perk.control.workloads.model.ReplicaSet;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import net.jqwik.api.EdgeCasesMode;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;

/** Whatever pods do meanwhile, a rolling update keeps within its bounds, and it ends. */
class RollingBoundsTest {

    /** One ReplicaSet as the simulated ReplicaSet controller and kubelet leave it. */
    private static final class Pods {
        private final String name;
        private int wanted;
        private int available;

        Pods(String name, int wanted, int available) {
            this.name = name;
            this.wanted = wanted;
            this.available = available;
        }

        /** Pods that are not available go first. */
        void resize(int size) {
            wanted = size;
            available = Math.min(available, size);
        }

        ReplicaSet seen() {
            return replicaSet(name, wanted, wanted, available);
        }
    }

    @Property(tries = 500, edgeCases = EdgeCasesMode.NONE)
    void neverTooManyAndNeverTooFewByItsOwnDoing(
            @ForAll @IntRange(max = 20) int replicas,
            @ForAll @IntRange(max = 8) int surge,
            @ForAll @IntRange(max = 8) int unavailable,
            @ForAll @IntRange(max = 20) int before,
            @ForAll long seed) {
        var random = new Random(seed);
        var deployment =
                Rollouts.deployment(
                        replicas, Integer.toString(surge), Integer.toString(unavailable));
        var oldest = new Pods("v1", before, random.nextInt(before + 1));
        var old = new Pods("v2", random.nextInt(5), 0);
        var current = new Pods("v3", 0, 0);
        List<Pods> all = List.of(oldest, old, current);

        for (int round = 0; round < 200; round++) {
            int total = total(all);
            int available = available(all);
            boolean moved = step(deployment, all);
            if (total(all) > total) {
                assertThat(total(all))
                        .as("pods after growing")
                        .isLessThanOrEqualTo(replicas + deployment.surge());
            }
            assertThat(available(all))
                    .as("available pods, of which %d must stay", deployment.minAvailable())
                    .isGreaterThanOrEqualTo(Math.min(available, deployment.minAvailable()));
            if (!moved && current.wanted == replicas && current.available == replicas) {
                break;
            }
            // Some pods become available, in the first half of the time others fail.
            for (Pods each : all) {
                boolean fails = round < 100 && random.nextInt(4) == 0;
                int change = random.nextInt(3) - (fails ? 2 : 0);
                each.available = Math.clamp(each.available + change, 0, each.wanted);
            }
        }
        assertThat(current.wanted).as("in the end all are new").isEqualTo(replicas);
        assertThat(oldest.wanted + old.wanted).as("and no old ones are left").isZero();
    }

    /** True if anything was resized. */
    private static boolean step(Deployment deployment, List<Pods> all) {
        List<ReplicaSet> seen = new ArrayList<>(all.stream().map(Pods::seen).toList());
        ReplicaSet current = seen.removeLast();
        List<Size> sizes =
                new Rolling(deployment, new Family(Optional.of(current), seen), current).step();
        for (Size size : sizes) {
            all.stream()
                    .filter(each -> size.replicaSet().name().equals("web-" + each.name))
                    .forEach(each -> each.resize(size.replicas()));
        }
        return !sizes.isEmpty();
    }

    private static int total(List<Pods> all) {
        return all.stream().mapToInt(each -> each.wanted).sum();
    }

    private static int available(List<Pods> all) {
        return all.stream().mapToInt(each -> each.available).sum();
    }
}
