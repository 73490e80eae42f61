package dev.perk.request.activator;

import static org.assertj.core.api.Assertions.assertThat;

import dev.perk.request.activator.Backends.Position;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

/** Upstream: TestPickIndices, TestAssignSlice, TestPodAssignmentFinite of throttler_test.go. */
class SlicesTest {

    private static List<Integer> assign(int pods, int index, int activators) {
        return Slices.assign(
                IntStream.range(0, pods).boxed().toList(), new Position(index, activators));
    }

    @Test
    void remaindersGoToTheFirstActivators() {
        assertThat(assign(6, 0, 4)).containsExactly(0, 4);
        assertThat(assign(6, 1, 4)).containsExactly(1, 5);
        assertThat(assign(6, 2, 4)).containsExactly(2);
        assertThat(assign(10, 1, 3)).containsExactly(3, 4, 5);
        assertThat(assign(10, 0, 3)).containsExactly(0, 1, 2, 9);
    }

    @Test
    void fewerPodsThanActivatorsAreShared() {
        assertThat(assign(2, 2, 3)).containsExactly(0);
        assertThat(assign(2, 1, 3)).containsExactly(1);
    }

    @Test
    void whoDoesNotKnowItsPlaceUsesAll() {
        assertThat(Slices.assign(List.of(1, 2, 3), Position.ALONE)).containsExactly(1, 2, 3);
        assertThat(assign(3, 0, 1)).containsExactly(0, 1, 2);
    }

    @Property
    void everyPodBelongsToSomebodyAndNobodyHasMuchMore(
            @ForAll @IntRange(min = 1, max = 50) int pods,
            @ForAll @IntRange(min = 1, max = 50) int activators) {
        var owned = new ArrayList<Integer>();
        int least = Integer.MAX_VALUE;
        int most = 0;
        for (int index = 0; index < activators; index++) {
            List<Integer> mine = assign(pods, index, activators);
            owned.addAll(mine);
            least = Math.min(least, mine.size());
            most = Math.max(most, mine.size());
        }
        assertThat(owned).containsAll(IntStream.range(0, pods).boxed().toList());
        assertThat(most - least).isLessThanOrEqualTo(1);
        if (pods >= activators) {
            assertThat(owned).doesNotHaveDuplicates();
        }
    }
}
