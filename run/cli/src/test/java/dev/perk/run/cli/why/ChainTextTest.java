package dev.perk.run.cli.why;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.perk.kube.Json;
import java.nio.charset.StandardCharsets;
import java.time.ZoneOffset;
import org.junit.jupiter.api.Test;

class ChainTextTest {

    @Test
    void theCauseStandsAboveWhatItCaused() {
        String page =
                """
                {"kind": "Service", "namespace": "production", "name": "hello", "revisions": [
                  {"name": "hello-00001", "readyPods": 1, "wantedPods": 1, "chain": [
                    {"time": "2026-01-01T10:00:00.5Z", "part": "decider", "code": "StableWindow",
                     "text": "wants 1 pod: a load of 1 at 70 per pod", "inputs": {"stable": "1"}},
                    {"time": "2026-01-01T10:00:00.501Z", "part": "podautoscaler-controller",
                     "code": "Decided", "text": "the autoscaler wants 1 pod",
                     "inputs": {"from": "0", "to": "1"}},
                    {"time": "2026-01-01T10:00:02Z", "part": "gateway", "code": "QueueFull",
                     "text": "pending request queue full", "inputs": {},
                     "times": 12, "last": "2026-01-01T10:00:03Z"}]},
                  {"name": "hello-00002", "readyPods": 0, "wantedPods": -1, "chain": []}]}
                """;
        assertThat(
                        String.join(
                                "\n",
                                ChainText.lines(
                                        Json.read(page.getBytes(StandardCharsets.UTF_8)),
                                        ZoneOffset.UTC)))
                .isEqualTo(
                        """
                        Service hello in namespace production

                        hello-00001: 1 ready, 1 wanted
                          10:00:00.500  decider  wants 1 pod: a load of 1 at 70 per pod
                          10:00:00.501  scaler   0 → 1 pods: the autoscaler wants 1 pod
                          10:00:02.000  gateway  pending request queue full (12 times, last at 10:00:03.000)

                        hello-00002: 0 ready, not yet known how many wanted
                          nothing was decided about it since Perk started\
                        """);
    }

    @Test
    void whatIsNoPageCannotBeReplayed() {
        assertThatThrownBy(() -> Replay.of(Json.object()))
                .hasMessage(
                        "it has no revisions (expected: what perk why service NAME -o json"
                                + " prints)");
    }
}
