package dev.perk.control.apiserver.rest;

import static org.assertj.core.api.Assertions.assertThat;

import dev.perk.control.apiserver.auth.Caller;
import dev.perk.control.apiserver.auth.User;
import dev.perk.kube.Json;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Spec §2.1. Upstream: {@code k8s.io/apiserver pkg/server/filters/maxinflight_test.go}. */
class InFlightTest {
    /** What comes in while the request before it is being answered. */
    private final Deque<String> meanwhile = new ArrayDeque<>();

    private final Deque<ApiAnswer.Full> answers = new ArrayDeque<>();
    private final InFlight limit = new InFlight(2, 1, this::answer);

    private ApiAnswer answer(ApiRequest request) {
        if (!meanwhile.isEmpty()) {
            send(meanwhile.pop());
        }
        return ApiAnswer.text(200, request.method());
    }

    private void send(String method) {
        ApiRequest request =
                new ApiRequest(
                        method,
                        "/api",
                        Map.of(),
                        Map.of(),
                        ApiRequest.Body.of(new byte[0]),
                        false,
                        new Caller.Known(User.ADMIN));
        answers.push((ApiAnswer.Full) limit.handle(request));
    }

    @Test
    void aReadTooManyIsAskedToComeBack() {
        meanwhile.add("GET");
        meanwhile.add("GET");

        send("GET");

        assertThat(answers).extracting(ApiAnswer.Full::status).containsExactly(200, 200, 429);
        ApiAnswer.Full refusal = answers.getLast();
        assertThat(refusal.headers()).contains(new ApiAnswer.Header("Retry-After", "1"));
        var status = Json.read(refusal.body().bytes());
        assertThat(status.path("reason").asText()).isEqualTo("TooManyRequests");
        assertThat(status.at("/details/retryAfterSeconds").asInt()).isEqualTo(1);
    }

    @Test
    void readsAndWritesDoNotCountAgainstEachOther() {
        meanwhile.add("GET");
        meanwhile.add("DELETE");
        meanwhile.add("GET");

        send("PUT");

        assertThat(answers).extracting(ApiAnswer.Full::status).containsExactly(200, 200, 429);
    }

    @Test
    void whatIsAnsweredMakesRoom() {
        for (int i = 0; i < 10; i++) {
            send("POST");
        }

        assertThat(answers).extracting(ApiAnswer.Full::status).containsOnly(200);
    }
}
