package dev.perk.api;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Upstream: knative/pkg hash/hash_test.go (TestChooseSubset), hash/bucketer_test.go. */
class ConsistentSubsetTest {
    private static final Set<String> SKY = Set.of("sun", "moon", "mars", "mercury");
    private static final Set<String> TASKS = Set.of("task1", "task2", "task3");

    @Test
    void choosesAsTheReferenceDoes() {
        assertThat(choose(SKY, 2, "a target!")).containsExactlyInAnyOrder("mercury", "moon");
        assertThat(choose(SKY, 2, "something else entirely"))
                .containsExactlyInAnyOrder("mercury", "mars");
        assertThat(choose(SKY, 3, "something else entirely"))
                .containsExactlyInAnyOrder("mercury", "mars", "sun");
        assertThat(choose(TASKS, 1, "my-key1")).containsExactly("task3");
        assertThat(choose(TASKS, 1, "something/another-key")).containsExactly("task2");
        assertThat(choose(Set.of("task1", "task2", "task3", "task4", "task5"), 2, "my-key1"))
                .containsExactlyInAnyOrder("task3", "task4");
    }

    @Test
    void findsTheOwnersOfKeysAsTheReferenceDoes() {
        assertThat(owner(2, "knative-testing/succulent")).isEqualTo("as-bucket-00-of-02");
        assertThat(owner(2, "knative-testing/plant")).isEqualTo("as-bucket-01-of-02");
    }

    /** The specification's §5.2, of 3 and of 10 buckets. */
    @ParameterizedTest
    @CsvSource({
        "default/hello-00001,       0, 5",
        "default/hello-00002,       1, 8",
        "default/autoscale-go-00001, 0, 2",
        "prod/checkout-00007,       2, 3",
        "team-a/api-00012,          2, 6",
    })
    void findsTheAutoscalerOfARevision(String key, int ofThree, int ofTen) {
        assertThat(bucket(3, key)).isEqualTo("autoscaler-bucket-%02d-of-03".formatted(ofThree));
        assertThat(bucket(10, key)).isEqualTo("autoscaler-bucket-%02d-of-10".formatted(ofTen));
    }

    @Test
    void findsTheActivatorsOfARevision() {
        List<String> seven = IntStream.rangeClosed(1, 7).mapToObj(i -> "10.0.0." + i).toList();
        assertThat(choose(seven, 2, "hello-00001"))
                .containsExactlyInAnyOrder("10.0.0.4", "10.0.0.7");
        assertThat(choose(seven, 3, "hello-00001"))
                .containsExactlyInAnyOrder("10.0.0.4", "10.0.0.6", "10.0.0.7");
        assertThat(choose(seven, 2, "hello-00002"))
                .containsExactlyInAnyOrder("10.0.0.5", "10.0.0.6");
        assertThat(choose(seven, 3, "hello-00002"))
                .containsExactlyInAnyOrder("10.0.0.3", "10.0.0.5", "10.0.0.6");
    }

    @Test
    void choosesAllWhereThereAreNoMore() {
        assertThat(choose(TASKS, 3, "key")).isEqualTo(TASKS);
        assertThat(choose(TASKS, 99, "key")).isEqualTo(TASKS);
        assertThat(choose(Set.of(), 1, "key")).isEmpty();
        assertThat(choose(TASKS, 0, "key")).isEmpty();
    }

    @Test
    void keepsMostOfTheChoiceWhenOneElementGoes() {
        List<String> many = IntStream.range(0, 50).mapToObj(i -> "10.1.0." + i).toList();
        Set<String> before = choose(many, 5, "hello-00001");
        String gone = before.iterator().next();
        Set<String> after =
                choose(many.stream().filter(ip -> !ip.equals(gone)).toList(), 5, "hello-00001");
        Set<String> kept = new HashSet<>(before);
        kept.retainAll(after);
        assertThat(kept).hasSizeGreaterThanOrEqualTo(3);
    }

    private static String owner(int buckets, String key) {
        return owner("as-bucket", buckets, key);
    }

    private static String bucket(int buckets, String key) {
        return owner("autoscaler-bucket", buckets, key);
    }

    private static String owner(String prefix, int buckets, String key) {
        List<String> names =
                IntStream.range(0, buckets)
                        .mapToObj(i -> String.format("%s-%02d-of-%02d", prefix, i, buckets))
                        .toList();
        return choose(names, 1, key).iterator().next();
    }

    private static Set<String> choose(Collection<String> from, int count, String target) {
        return ConsistentSubset.choose(from, count, target);
    }
}
