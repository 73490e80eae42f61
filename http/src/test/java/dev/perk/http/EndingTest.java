package dev.perk.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class EndingTest {
    private static final End LEFT = new End.ClientGone();

    private final Ending ending = new Ending();
    private final List<String> ran = new ArrayList<>();

    private void come() {
        ending.come(LEFT);
        ending.runTied();
    }

    @Test
    void whatWasTiedLastRunsFirst() {
        ending.tie(_ -> ran.add("first"));
        ending.tie(_ -> ran.add("second"));
        come();
        assertThat(ran).containsExactly("second", "first");
    }

    @Test
    void whatIsTiedAfterTheEndRunsAtOnce() {
        come();
        ending.tie(how -> ran.add(how.toString()));
        assertThat(ran).containsExactly(LEFT.toString());
    }

    /** Else one fault would keep the slots that others gave. */
    @Test
    void theRestRunsIfOneFails() {
        ending.tie(_ -> ran.add("slot"));
        ending.tie(_ -> {
            throw new IllegalStateException("a fault");
        });
        come();
        assertThat(ran).containsExactly("slot");
    }
}
