package dev.perk.kube;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.IntNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import com.fasterxml.jackson.databind.node.TextNode;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Upstream: {@code apimachinery/pkg/util/intstr} TestGetScaledValueFromIntOrPercent. */
class IntOrPercentTest {
    private static final IntOrPercent NONE = new IntOrPercent.Count(0);

    @ParameterizedTest
    @CsvSource({
        "90%, 100, 90, 90",
        "90%, 95, 86, 85",
        "25%, 2, 1, 0",
        "0%, 7, 0, 0",
        "100%, 7, 7, 7"
    })
    void aPercentageIsRounded(String percent, int total, int up, int down) {
        IntOrPercent share = IntOrPercent.read(TextNode.valueOf(percent), NONE);
        assertThat(share.ofUp(total)).isEqualTo(up);
        assertThat(share.ofDown(total)).isEqualTo(down);
    }

    @Test
    void aNumberIsItself() {
        IntOrPercent three = IntOrPercent.read(IntNode.valueOf(3), NONE);
        assertThat(three.ofUp(100)).isEqualTo(3);
        assertThat(three.ofDown(1)).isEqualTo(3);
    }

    @Test
    void whatIsMissingOrWrongIsTheFallback() {
        assertThat(IntOrPercent.read(MissingNode.getInstance(), NONE)).isEqualTo(NONE);
        assertThat(IntOrPercent.read(TextNode.valueOf("many"), NONE)).isEqualTo(NONE);
    }
}
