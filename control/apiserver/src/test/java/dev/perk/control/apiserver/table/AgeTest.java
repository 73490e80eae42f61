package dev.perk.control.apiserver.table;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Upstream: {@code k8s.io/apimachinery pkg/util/duration TestHumanDuration}. */
class AgeTest {

    @ParameterizedTest
    @CsvSource({
        "PT1S,1s",
        "PT70S,70s",
        "PT190S,3m10s",
        "PT70M,70m",
        "PT47H,47h",
        "PT49H,2d1h",
        "P8DT2H,8d",
        "P367D,367d",
        "PT52440H,5y360d",
        "PT70128H,8y",
        "PT-1S,0s",
        "PT-2S,<invalid>",
        "PT120S,2m",
        "PT10M,10m",
        "PT3H,3h",
        "PT7H59M,7h59m",
        "PT8H,8h",
        "P2D,2d"
    })
    void isAsShortAsKubernetesWritesIt(Duration age, String text) {
        assertThat(Age.human(age)).isEqualTo(text);
    }
}
