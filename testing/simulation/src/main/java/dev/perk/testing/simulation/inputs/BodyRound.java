package dev.perk.testing.simulation.inputs;

import com.fasterxml.jackson.databind.JsonNode;
import dev.perk.api.Kinds;
import dev.perk.control.apiserver.auth.Caller;
import dev.perk.control.apiserver.auth.ServiceAccountTokens;
import dev.perk.control.apiserver.auth.User;
import dev.perk.control.apiserver.rbac.Authorizer;
import dev.perk.control.apiserver.rbac.PolicyFeed;
import dev.perk.control.apiserver.registry.Admission;
import dev.perk.control.apiserver.registry.Bootstrap;
import dev.perk.control.apiserver.registry.Registry;
import dev.perk.control.apiserver.registry.WriteOptions;
import dev.perk.control.apiserver.rest.ApiAnswer;
import dev.perk.control.apiserver.rest.ApiRequest;
import dev.perk.control.apiserver.rest.KubernetesApi;
import dev.perk.control.apiserver.rest.Ports;
import dev.perk.control.apiserver.storage.Storage;
import dev.perk.kube.Json;
import dev.perk.testing.testkit.FakeClock;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;

/**
 * Bodies in JSON and YAML, sent to the whole API: whole ones come back as they were, and no other
 * causes more than a refusal.
 */
final class BodyRound {
    private static final KubernetesApi API = api();
    private static final Set<Integer> ANSWERS = Set.of(201, 400, 404, 409, 413, 415, 422);
    private static final int MUTANTS = 6;
    private static final int SHOWN = 500;

    private final Random random;

    private BodyRound(Random random) {
        this.random = random;
    }

    static Optional<String> run(Random random) {
        return new BodyRound(random).run();
    }

    private static KubernetesApi api() {
        FakeClock clock = new FakeClock();
        Storage storage = Storage.inMemory(Kinds.SERVED, clock);
        Authorizer authorizer = new Authorizer(PolicyFeed.of(storage));
        Registry registry = new Registry(storage, Admission.NONE, clock, new Random(1));
        ServiceAccountTokens tokens =
                new ServiceAccountTokens(
                        () -> {
                            throw new IllegalStateException("nobody asks for a token");
                        },
                        registry::get,
                        clock,
                        new Random(1));
        Bootstrap.createNamespaces(registry, WriteOptions.by(User.CONTROLLER));
        return new KubernetesApi(registry, authorizer, tokens, Ports.none(), clock, new Random(1));
    }

    private Optional<String> run() {
        DataText data = new DataText(random);
        String json = data.json();
        Answer answer = post("application/json", json.getBytes(StandardCharsets.UTF_8));
        if (answer.status() != 201 || !data.matches(answer.json().path("data"))) {
            return Optional.of(json + " is answered by " + answer);
        }
        String yaml = data.yaml();
        answer = post("application/yaml", yaml.getBytes(StandardCharsets.UTF_8));
        if (answer.status() != 201 || !data.matches(answer.json().path("data"))) {
            return Optional.of(yaml + "\nis answered by " + answer);
        }
        return broken("application/json", json)
                .or(() -> broken("application/yaml", yaml))
                .or(() -> odd("application/json"))
                .or(() -> odd("application/yaml"));
    }

    private Optional<String> broken(String type, String whole) {
        for (int i = 0; i < MUTANTS; i++) {
            byte[] body = Mutation.of(whole.getBytes(StandardCharsets.UTF_8), random);
            Optional<String> problem = mayBeRefused(type, body);
            if (problem.isPresent()) {
                return problem;
            }
        }
        return Optional.empty();
    }

    private Optional<String> odd(String type) {
        return mayBeRefused(type, OddText.any(random).getBytes(StandardCharsets.UTF_8));
    }

    private Optional<String> mayBeRefused(String type, byte[] body) {
        String text = new String(body, StandardCharsets.UTF_8);
        String shown = type + " " + text.substring(0, Math.min(SHOWN, text.length()));
        try {
            Answer answer = post(type, body);
            return ANSWERS.contains(answer.status())
                    ? Optional.empty()
                    : Optional.of(shown + " is answered by " + answer);
        } catch (StackOverflowError | RuntimeException e) {
            return Optional.of(shown + " throws " + e + " at " + e.getStackTrace()[0]);
        }
    }

    private record Answer(int status, String text) {
        JsonNode json() {
            return Json.read(text.getBytes(StandardCharsets.UTF_8));
        }
    }

    /** Nothing is kept: every seed meets the same store. */
    private static Answer post(String type, byte[] body) {
        ApiAnswer answer =
                API.handle(
                        new ApiRequest(
                                "POST",
                                "/api/v1/namespaces/default/configmaps",
                                Map.of("dryRun", List.of("All")),
                                Map.of("content-type", List.of(type)),
                                ApiRequest.Body.of(body),
                                false,
                                new Caller.Known(User.ADMIN)));
        if (answer instanceof ApiAnswer.Full full) {
            return new Answer(
                    full.status(), new String(full.body().bytes(), StandardCharsets.UTF_8));
        }
        throw new IllegalStateException("a write is answered by a stream");
    }
}
