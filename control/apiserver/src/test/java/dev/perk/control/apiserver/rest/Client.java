package dev.perk.control.apiserver.rest;

import com.fasterxml.jackson.databind.JsonNode;
import dev.perk.api.Kinds;
import dev.perk.control.apiserver.auth.Caller;
import dev.perk.control.apiserver.auth.ServiceAccountTokens;
import dev.perk.control.apiserver.auth.TestKeys;
import dev.perk.control.apiserver.auth.User;
import dev.perk.control.apiserver.rbac.Authorizer;
import dev.perk.control.apiserver.rbac.BootstrapPolicy;
import dev.perk.control.apiserver.rbac.EscalationAdmission;
import dev.perk.control.apiserver.rbac.Policy;
import dev.perk.control.apiserver.rbac.PolicyFeed;
import dev.perk.control.apiserver.registry.Admission;
import dev.perk.control.apiserver.registry.Bootstrap;
import dev.perk.control.apiserver.registry.Registry;
import dev.perk.control.apiserver.registry.WriteOptions;
import dev.perk.control.apiserver.storage.Storage;
import dev.perk.kube.Json;
import dev.perk.testing.testkit.FakeClock;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;

/** An API over an empty store in memory, and whoever talks to it; all on one thread. */
final class Client {
    final FakeClock clock = new FakeClock();
    final Registry registry;
    final ServiceAccountTokens tokens;
    private final Map<String, List<String>> headers = new HashMap<>();
    private final KubernetesApi api;
    private Caller caller = new Caller.Known(User.ADMIN);

    Client() {
        this(Ports.none(), Admission.NONE);
    }

    Client(PodLogs logs) {
        this(new Ports(logs, PodAccess.none(), Explanations.none(), Health.ping()), Admission.NONE);
    }

    static Client explaining(Explanations explanations) {
        return new Client(
                new Ports(PodLogs.none(), PodAccess.none(), explanations, Health.ping()),
                Admission.NONE);
    }

    Client(Ports ports, Admission admission) {
        Storage storage = Storage.inMemory(Kinds.SERVED, clock);
        Policy policy = PolicyFeed.of(storage);
        Authorizer authorizer = new Authorizer(policy);
        registry =
                new Registry(
                        storage,
                        Admission.chain(List.of(admission, new EscalationAdmission(authorizer))),
                        clock,
                        new Random(1));
        tokens = new ServiceAccountTokens(TestKeys::tokenKey, registry::get, clock, new Random(1));
        api = new KubernetesApi(registry, authorizer, tokens, ports, clock, new Random(1));
        // Known without being stored, so that it does not count among the revisions.
        BootstrapPolicy.objects().forEach(object -> policy.onChange(null, object));
        Bootstrap.createNamespaces(registry, WriteOptions.by(User.CONTROLLER));
    }

    Client as(Caller caller) {
        this.caller = caller;
        return this;
    }

    /** Sends a header from now on; more values are more lines of it. */
    Client with(String header, String... values) {
        headers.put(header.toLowerCase(Locale.ROOT), List.of(values));
        return this;
    }

    /** A whole answer, easy to read. */
    record Heard(int status, Map<String, List<String>> headers, String text) {
        JsonNode json() {
            return Json.read(text.getBytes(StandardCharsets.UTF_8));
        }

        /** The text at a JSON pointer. */
        String at(String pointer) {
            return json().at(pointer).asText();
        }

        List<String> header(String name) {
            return headers.getOrDefault(name, List.of());
        }
    }

    Heard get(String target) {
        return send("GET", target, "", new byte[0]);
    }

    Heard send(String method, String target, String contentType, String singleQuoted) {
        return send(
                method,
                target,
                contentType,
                singleQuoted.replace('\'', '"').getBytes(StandardCharsets.UTF_8));
    }

    Heard send(String method, String target, String contentType, byte[] body) {
        if (answer(method, target, contentType, body) instanceof ApiAnswer.Full full) {
            Map<String, List<String>> heard = new LinkedHashMap<>();
            for (ApiAnswer.Header header : full.headers()) {
                heard.computeIfAbsent(header.name(), _ -> new ArrayList<>()).add(header.value());
            }
            return new Heard(
                    full.status(), heard, new String(full.body().bytes(), StandardCharsets.UTF_8));
        }
        throw new AssertionError(method + " " + target + " is answered by a stream");
    }

    ApiAnswer answer(String method, String target, String contentType, byte[] body) {
        Map<String, List<String>> sent = new HashMap<>(headers);
        if (!contentType.isEmpty()) {
            sent.put("content-type", List.of(contentType));
        }
        int mark = target.indexOf('?');
        Map<String, List<String>> query = new LinkedHashMap<>();
        if (mark >= 0) {
            for (String pair : target.substring(mark + 1).split("&", -1)) {
                String[] parts = pair.split("=", 2);
                query.computeIfAbsent(parts[0], _ -> new ArrayList<>())
                        .add(
                                parts.length == 1
                                        ? ""
                                        : URLDecoder.decode(parts[1], StandardCharsets.UTF_8));
            }
        }
        return api.handle(
                new ApiRequest(
                        method,
                        mark < 0 ? target : target.substring(0, mark),
                        query,
                        sent,
                        ApiRequest.Body.of(body),
                        false,
                        caller));
    }

    /** What a stream has sent so far. */
    static final class Stream implements ApiAnswer.Sink {
        private final StringBuilder text = new StringBuilder();
        private final List<byte[]> chunks = new ArrayList<>();
        private Runnable stop = () -> {};
        private boolean ended;

        @Override
        public void write(byte[] chunk) {
            chunks.add(chunk);
            text.append(new String(chunk, StandardCharsets.UTF_8));
        }

        @Override
        public boolean awaitRoom() {
            return !ended;
        }

        @Override
        public void end() {
            if (!ended) {
                ended = true;
                stop.run();
            }
        }

        /** The very bytes that were handed over. */
        List<byte[]> chunks() {
            return chunks;
        }

        boolean hasEnded() {
            return ended;
        }

        String text() {
            return text.toString();
        }

        /** The frames since the last call, as {@code TYPE name@revision}. */
        List<String> events() {
            List<String> events = new ArrayList<>();
            for (JsonNode frame : frames()) {
                JsonNode metadata = frame.at("/object/metadata");
                events.add(
                        frame.path("type").asText()
                                + " "
                                + metadata.path("name").asText()
                                + "@"
                                + metadata.path("resourceVersion").asText());
            }
            return events;
        }

        List<JsonNode> frames() {
            List<JsonNode> frames = new ArrayList<>();
            text.toString()
                    .lines()
                    .forEach(line -> frames.add(Json.read(line.getBytes(StandardCharsets.UTF_8))));
            text.setLength(0);
            return frames;
        }
    }

    /** Opens a stream and lets it begin. */
    Stream open(String target) {
        if (answer("GET", target, "", new byte[0]) instanceof ApiAnswer.Stream answer) {
            Stream stream = new Stream();
            stream.stop = answer.feed().start(stream);
            clock.runDue();
            return stream;
        }
        throw new AssertionError(target + " is not answered by a stream");
    }
}
