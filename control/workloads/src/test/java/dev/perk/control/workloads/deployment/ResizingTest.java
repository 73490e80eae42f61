package dev.perk.control.workloads.deployment;

import static dev.perk.control.workloads.deployment.Rollouts.deployment;
import static dev.perk.control.workloads.deployment.Rollouts.madeFor;
import static dev.perk.control.workloads.deployment.Rollouts.replicaSet;
import static org.assertj.core.api.Assertions.assertThat;

import dev.perk.control.workloads.model.ReplicaSet;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Upstream: {@code pkg/controller/deployment} TestScale. */
class ResizingTest {

    /** Sizes are newest first, as upstream's table has them. */
    @ParameterizedTest(name = "{0}: {1} -> {2}")
    @CsvSource({
        "normal scaling up,                      10, 12, 10,      12",
        "normal scaling down,                    10, 5,  10,      5",
        "normal scaling from zero,               0,  1,  0,       1",
        "proportional scaling up,                5,  10, 2 3,     4 6",
        "proportional scaling down,              5,  3,  2 3,     1 2",
        "proportional scaling far down,          9,  4,  8 1,     4 0",
        "proportional scaling of three up,       7,  10, 2 3 2,   3 4 3",
        "proportional scaling of three down,     13, 8,  2 8 3,   1 5 2",
        "leftover goes to the newest,            3,  4,  1 1 1,   2 1 1",
        "leftover is taken from the oldest,      3,  2,  1 1 1,   1 1 0",
        "proportional scaling to zero,           6,  0,  3 2 1,   0 0 0",
        "proportional scaling from zero,         6,  6,  0 0 0,   6 0 0",
    })
    void givesEachItsShare(String name, int before, int after, String sizes, String expected) {
        assertThat(resized(deployment(after, "0", "0"), before, 0, sizes, true))
                .isEqualTo(expected);
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource({
        "no new one: the latest grows first, 4,  5,  2 2, 3 2",
        "both size and template changed,     10, 14, 7 3, 10 4",
    })
    void doesNotNeedANewOne(String name, int before, int after, String sizes, String expected) {
        assertThat(resized(deployment(after, "0", "0"), before, 0, sizes, false))
                .isEqualTo(expected);
    }

    @Test
    void surgePodsHaveTheirShareToo() {
        assertThat(resized(deployment(20, "2", "0"), 10, 2, "6 6", true)).isEqualTo("11 11");
        assertThat(resized(deployment(50, "6", "0"), 10, 3, "5 8", true)).isEqualTo("22 34");
    }

    @Test
    void aBrokenNewOneDoesNotTakeOldPodsAway() {
        ReplicaSet broken = madeFor(replicaSet("v2", 2, 2, 0), 2, 3);
        ReplicaSet old = madeFor(replicaSet("v1", 1), 2, 3);
        Family family = new Family(Optional.of(broken), List.of(old));
        assertThat(Resizing.sizes(deployment(2, "1", "1"), family)).noneMatch(Size::isChange);
    }

    @Test
    void aSaturatedNewOneEndsTheOldOnes() {
        ReplicaSet saturated = madeFor(replicaSet("v2", 2), 2, 2);
        ReplicaSet old = madeFor(replicaSet("v1", 1), 3, 3);
        Family family = new Family(Optional.of(saturated), List.of(old));
        assertThat(Resizing.sizes(deployment(2, "0", "0"), family))
                .containsExactly(new Size(old, 0));
    }

    @Test
    void withoutReplicaSetsThereIsNothingToResize() {
        assertThat(Resizing.sizes(deployment(2, "0", "0"), new Family(Optional.empty(), List.of())))
                .isEmpty();
    }

    private static String resized(
            Deployment deployment, int before, int surge, String sizes, boolean withNew) {
        List<Integer> numbers = Arrays.stream(sizes.split(" ")).map(Integer::valueOf).toList();
        List<ReplicaSet> newestFirst = new ArrayList<>();
        for (int i = 0; i < numbers.size(); i++) {
            ReplicaSet each = replicaSet("v" + (numbers.size() - i), numbers.get(i));
            newestFirst.add(madeFor(each, before, before + surge));
        }
        List<ReplicaSet> old = withNew ? newestFirst.subList(1, newestFirst.size()) : newestFirst;
        Family family =
                new Family(
                        withNew ? Optional.of(newestFirst.getFirst()) : Optional.empty(),
                        old.reversed());
        List<Size> changes = Resizing.sizes(deployment, family);
        return String.join(
                " ", newestFirst.stream().map(each -> "" + sizeOf(each, changes)).toList());
    }

    private static int sizeOf(ReplicaSet replicaSet, List<Size> changes) {
        return changes.stream()
                .filter(size -> size.replicaSet().equals(replicaSet))
                .map(Size::replicas)
                .findFirst()
                .orElse(replicaSet.replicas());
    }
}
