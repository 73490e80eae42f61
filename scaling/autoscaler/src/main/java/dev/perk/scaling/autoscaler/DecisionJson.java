package dev.perk.scaling.autoscaler;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.perk.api.RevisionKey;
import dev.perk.api.scaling.DeciderSpec;
import dev.perk.api.scaling.MetricTarget;
import dev.perk.api.scaling.ScalingMetric;
import java.time.Duration;
import java.time.Instant;
import java.util.Locale;

/**
 * A decision as JSON, and back without losing a bit: numbers are written with all the digits that
 * they need, times with all of theirs.
 */
public final class DecisionJson {
    private static final String KEPT = "keeps";

    private DecisionJson() {}

    public static ObjectNode write(DecisionStep step) {
        ObjectNode json = JsonNodeFactory.instance.objectNode();
        json.put("namespace", step.revision().namespace());
        json.put("revision", step.revision().name());
        json.put("time", step.time().toString());
        json.set("spec", spec(step.spec()));
        ObjectNode seen = json.putObject("seen");
        switch (step.seen()) {
            case Observation.Load(int ready, double stable, double panic, double inFlight) ->
                    seen.put("readyPods", ready)
                            .put("stable", stable)
                            .put("panic", panic)
                            .put("inFlight", inFlight);
            case Observation.Unknown(String why) -> seen.put("unknown", why);
        }
        json.set("before", state(step.before()));
        ObjectNode decision = json.putObject("decision");
        switch (step.decision()) {
            case Decision.Scale scale ->
                    decision.put("desiredPods", scale.desiredPods())
                            .put("excessBurstCapacity", scale.excessBurstCapacity())
                            .put("rule", scale.rule().name());
            case Decision.Keep(String why, _) -> decision.put(KEPT, why);
        }
        json.set("after", state(step.decision().next()));
        return json;
    }

    private static ObjectNode spec(DeciderSpec spec) {
        return JsonNodeFactory.instance
                .objectNode()
                .put("metric", spec.metric().name().toLowerCase(Locale.ROOT))
                .put("targetValue", spec.target().value())
                .put("totalValue", spec.target().total())
                .put("maxScaleUpRate", spec.maxScaleUpRate())
                .put("maxScaleDownRate", spec.maxScaleDownRate())
                .put("panicThreshold", spec.panicThreshold())
                .put("stableWindow", spec.stableWindow().toString())
                .put("scaleDownDelay", spec.scaleDownDelay().toString())
                .put("targetBurstCapacity", spec.targetBurstCapacity())
                .put("activatorCapacity", spec.activatorCapacity())
                .put("initialScale", spec.initialScale())
                .put("activationScale", spec.activationScale())
                .put("reachable", spec.reachable());
    }

    private static ObjectNode state(DeciderState state) {
        ObjectNode json = JsonNodeFactory.instance.objectNode();
        switch (state.mode()) {
            case Mode.Stable _ -> {}
            case Mode.Panic(Instant lastExceeded, int peakPods) ->
                    json.putObject("panic")
                            .put("lastExceeded", lastExceeded.toString())
                            .put("peakPods", peakPods);
        }
        if (state.delay().holdsBack()) {
            json.set("delay", state.delay().json());
        }
        return json;
    }

    /**
     * @throws IllegalArgumentException naming the field that is missing or makes no sense
     */
    public static DecisionStep read(JsonNode json) {
        var revision = new RevisionKey(text(json, "namespace"), text(json, "revision"));
        Instant time = Instant.parse(text(json, "time"));
        DeciderSpec spec = readSpec(field(json, "spec"));
        Observation seen = readSeen(field(json, "seen"));
        DeciderState before = readState(field(json, "before"));
        DeciderState after = readState(field(json, "after"));
        JsonNode made = field(json, "decision");
        Decision decision;
        if (made.has(KEPT)) {
            decision = new Decision.Keep(text(made, KEPT), after);
        } else if (seen instanceof Observation.Load load) {
            decision =
                    new Decision.Scale(
                            field(made, "desiredPods").asInt(),
                            field(made, "excessBurstCapacity").asInt(),
                            Rule.valueOf(text(made, "rule")),
                            spec,
                            load,
                            after);
        } else {
            throw new IllegalArgumentException(
                    "decision = " + made + " (expected: " + KEPT + ", as no load was seen)");
        }
        return new DecisionStep(revision, time, spec, seen, before, decision);
    }

    private static DeciderSpec readSpec(JsonNode json) {
        return new DeciderSpec(
                ScalingMetric.valueOf(text(json, "metric").toUpperCase(Locale.ROOT)),
                new MetricTarget(number(json, "targetValue"), number(json, "totalValue")),
                number(json, "maxScaleUpRate"),
                number(json, "maxScaleDownRate"),
                number(json, "panicThreshold"),
                Duration.parse(text(json, "stableWindow")),
                Duration.parse(text(json, "scaleDownDelay")),
                number(json, "targetBurstCapacity"),
                number(json, "activatorCapacity"),
                field(json, "initialScale").asInt(),
                field(json, "activationScale").asInt(),
                field(json, "reachable").asBoolean());
    }

    private static Observation readSeen(JsonNode json) {
        return json.has("unknown")
                ? new Observation.Unknown(text(json, "unknown"))
                : new Observation.Load(
                        field(json, "readyPods").asInt(),
                        number(json, "stable"),
                        number(json, "panic"),
                        number(json, "inFlight"));
    }

    private static DeciderState readState(JsonNode json) {
        JsonNode panic = json.path("panic");
        Mode mode =
                panic.isObject()
                        ? new Mode.Panic(
                                Instant.parse(text(panic, "lastExceeded")),
                                field(panic, "peakPods").asInt())
                        : new Mode.Stable();
        JsonNode delay = json.path("delay");
        return new DeciderState(
                mode,
                delay instanceof ObjectNode window ? DelayWindow.read(window) : DelayWindow.NONE);
    }

    static long[] longs(JsonNode json, String name) {
        JsonNode list = field(json, name);
        if (!(list instanceof ArrayNode)) {
            throw wrong(name, list, "a list of numbers");
        }
        return list.valueStream().mapToLong(JsonNode::asLong).toArray();
    }

    private static double number(JsonNode json, String name) {
        JsonNode value = field(json, name);
        if (!value.isNumber()) {
            throw wrong(name, value, "a number");
        }
        return value.asDouble();
    }

    private static String text(JsonNode json, String name) {
        JsonNode value = field(json, name);
        if (!value.isTextual()) {
            throw wrong(name, value, "a text");
        }
        return value.asText();
    }

    static JsonNode field(JsonNode json, String name) {
        JsonNode value = json.get(name);
        if (value == null) {
            throw wrong(name, json, "a decision with that field");
        }
        return value;
    }

    private static IllegalArgumentException wrong(String name, JsonNode value, String expected) {
        return new IllegalArgumentException(name + " = " + value + " (expected: " + expected + ")");
    }
}
