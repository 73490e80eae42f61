package dev.perk.scaling.autoscaler;

import dev.perk.api.scaling.DeciderSpec;
import dev.perk.api.text.GoNumber;
import dev.perk.api.why.Reason;
import java.util.Map;
import java.util.TreeMap;

/** Puts decisions into words. Only decisions that changed something are, so this may take time. */
final class Reasons {
    private Reasons() {}

    static Reason of(Decision.Scale decision) {
        boolean isWoken =
                decision.seen().readyPods() == 0
                        && decision.desiredPods() > 0
                        && decision.rule() != Rule.RATE_LIMITED_UP;
        String sentence = sentence(decision) + (isWoken ? ", and no pod is ready" : "");
        return new Reason(decision.rule().code(), sentence, inputs(decision));
    }

    private static String sentence(Decision.Scale decision) {
        DeciderSpec spec = decision.spec();
        Observation.Load seen = decision.seen();
        int pods = decision.desiredPods();
        String target = GoNumber.print(spec.target().value());
        return switch (decision.rule()) {
            case STABLE ->
                    "wants %s: a load of %s at %s per pod"
                            .formatted(pods(pods), load(seen.stable()), target);
            case PANIC ->
                    "wants %s: a load of %s in the panic window at %s per pod"
                            .formatted(pods(pods), load(seen.panic()), target);
            case PANIC_HOLD ->
                    "holds %s, the peak of the surge, until it is over for %d s"
                            .formatted(pods(pods), spec.stableWindow().toSeconds());
            case RATE_LIMITED_UP ->
                    "wants %s, no more at once: %s times %s"
                            .formatted(
                                    pods(pods),
                                    GoNumber.print(spec.maxScaleUpRate()),
                                    seen.readyPods() == 0
                                            ? "1, as none is ready"
                                            : seen.readyPods() + " ready");
            case RATE_LIMITED_DOWN ->
                    "wants %s, no fewer at once: %s ready, divided by %s"
                            .formatted(
                                    pods(pods),
                                    seen.readyPods(),
                                    GoNumber.print(spec.maxScaleDownRate()));
            case ACTIVATION_SCALE ->
                    "wants %s, the activation scale, as there is load".formatted(pods(pods));
            case SCALE_DOWN_DELAY ->
                    "keeps %s, as they were wanted within the last %d s"
                            .formatted(pods(pods), spec.scaleDownDelay().toSeconds());
            case IN_FLIGHT ->
                    "wants %s, and not 0, for requests in flight within the last %d s, %s on average"
                            .formatted(
                                    pods(pods),
                                    spec.stableWindow().toSeconds(),
                                    load(seen.inFlight()));
            case NO_DATA -> throw new IllegalStateException("decided without data: " + decision);
        };
    }

    /** What has come and gone may leave an average of less than nothing, which rounds to -0. */
    private static String load(double average) {
        return GoNumber.print(average + 0.0);
    }

    private static String pods(int count) {
        return count == 1 ? "1 pod" : count + " pods";
    }

    private static Map<String, String> inputs(Decision.Scale decision) {
        Map<String, String> inputs = new TreeMap<>();
        inputs.put("desiredPods", Integer.toString(decision.desiredPods()));
        inputs.put("readyPods", Integer.toString(decision.seen().readyPods()));
        inputs.put("stable", load(decision.seen().stable()));
        inputs.put("panic", load(decision.seen().panic()));
        if (decision.rule() == Rule.IN_FLIGHT) {
            inputs.put("inFlight", load(decision.seen().inFlight()));
        }
        inputs.put("target", GoNumber.print(decision.spec().target().value()));
        inputs.put("excessBurstCapacity", Integer.toString(decision.excessBurstCapacity()));
        switch (decision.next().mode()) {
            case Mode.Stable _ -> inputs.put("mode", "stable");
            case Mode.Panic(var lastExceeded, int peakPods) -> {
                inputs.put("mode", "panic");
                inputs.put("peakPods", Integer.toString(peakPods));
                inputs.put("lastExceeded", lastExceeded.toString());
            }
        }
        return inputs;
    }
}
