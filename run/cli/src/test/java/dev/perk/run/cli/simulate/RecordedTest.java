package dev.perk.run.cli.simulate;

import static org.assertj.core.api.Assertions.assertThat;

import dev.perk.kube.Json;
import dev.perk.run.standalone.whatif.Settings;
import dev.perk.run.standalone.whatif.Trace;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

class RecordedTest {
    private final Recorded recorded =
            new Recorded(
                    Instant.parse("2026-01-01T00:00:00Z"), Instant.parse("2026-01-01T00:01:00Z"));

    @Test
    void theNewestWordAboutAMomentCountsAndWhatIsOutsideDoesNot() {
        hear(
                """
                {"cellMillis": 100, "podStartMillis": [900, 700, 800], "podStopMillis": [250], "cells": [
                  {"millis": 1767225599900, "arrived": 9, "unserved": 0, "served": []},
                  {"millis": 1767225605000, "arrived": 3, "unserved": 0, "served": []}]}
                """);
        assertThat(recorded.underWay()).isEqualTo(3);
        hear(
                """
                {"cellMillis": 100, "podStartMillis": [900, 700, 800], "podStopMillis": [250], "cells": [
                  {"millis": 1767225605000, "arrived": 4, "unserved": 1, "served": [
                    {"count": 2, "micros": 3000}, {"count": 1, "micros": 250000}]}]}
                """);
        assertThat(recorded.requests()).isEqualTo(4);
        assertThat(recorded.unserved()).isEqualTo(1);
        assertThat(recorded.underWay()).isZero();
        assertThat(recorded.podStart(Duration.ZERO)).hasMillis(800);
        assertThat(recorded.podStop(Duration.ZERO)).hasMillis(250);
        List<String> lines = recorded.lines("a recording", Settings.DEFAULT.with("target=7"));
        assertThat(String.join("\n", lines))
                .isEqualTo(
                        """
                        # a recording
                        # set autoscaling.knative.dev/target=7
                        # set containerConcurrency=0
                        # set pod-start=2s
                        # set pod-stop=0s
                        # set pods=0
                        # spread 100ms
                        # from 2026-01-01T00:00:00Z
                        # until 2026-01-01T00:01:00Z
                        time,requests,duration
                        2026-01-01T00:00:05Z,2,0.001500
                        2026-01-01T00:00:05Z,1,0.250000\
                        """);
        Trace trace = Trace.read(lines);
        assertThat(trace.arrivals().count()).isEqualTo(3);
        assertThat(trace.arrivals().length()).hasSeconds(60);
    }

    private void hear(String page) {
        recorded.hear(Json.read(page.getBytes(StandardCharsets.UTF_8)));
    }
}
