package dev.perk.control.controllers.podautoscaler;

import dev.perk.api.why.Reason;
import dev.perk.kube.control.Requeue;
import java.time.Duration;
import java.time.Instant;

/**
 * From how many pods the decider wants to how many there should be: bounds, and the careful way to
 * zero.
 *
 * <p>Source: {@code knative/serving pkg/reconciler/autoscaling/kpa/scaler.go}.
 */
public final class Scaling {
    static final int UNKNOWN = Deciders.Decision.UNKNOWN;

    /** After the progress deadline of the Deployment: let its controller say why it failed. */
    static final Duration ACTIVATION_BUFFER = Duration.ofSeconds(30);

    /** How soon to look again at a ServerlessService that is in Proxy mode already. */
    static final Duration ALREADY_PROXIED = Duration.ofSeconds(3);

    /** How soon to ask again whether an activator answers. */
    static final Duration PROBE_PERIOD = Duration.ofSeconds(1);

    /**
     * What to do.
     *
     * @param want how many pods are wanted; -1 for unknown
     * @param apply whether the scale target should be told; if not, it stays as it is
     * @param requeue when time alone may change the answer
     */
    public record Verdict(int want, boolean apply, Requeue requeue, Reason reason) {
        private static Verdict apply(int want, Reason reason) {
            return new Verdict(want, true, new Requeue.Never(), reason);
        }

        private static Verdict hold(int want, Reason reason) {
            return new Verdict(want, false, new Requeue.Never(), reason);
        }

        private Verdict again(Duration delay) {
            return new Verdict(want, apply, new Requeue.After(delay), reason);
        }
    }

    /**
     * What the way to zero depends on, besides the autoscaler itself.
     *
     * @param proxiedFor for how long the ServerlessService has led to activators; zero if it does
     *     not
     * @param isProxied whether the ServerlessService is told to
     * @param activatorAnswers whether an activator answers under the public Service
     */
    public record Network(Duration proxiedFor, boolean isProxied, boolean activatorAnswers) {}

    private final ScaleSubject autoscaler;
    private final Network network;
    private final Instant now;

    public Scaling(ScaleSubject autoscaler, Network network, Instant now) {
        this.autoscaler = autoscaler;
        this.network = network;
        this.now = now;
    }

    /**
     * @param desired what the decider wants; -1 if it does not know
     */
    public Verdict decide(int desired) {
        if (desired < 0 && !autoscaler.isActivating()) {
            return Verdict.hold(desired, Reason.of("NoMetrics", "nothing has been measured yet"));
        }
        int bounded = autoscaler.bounds().clamp(desired);
        if (bounded != 0) {
            return Verdict.apply(bounded, wanted(desired, bounded));
        }
        if (!autoscaler.settings().config().enableScaleToZero()) {
            return Verdict.apply(
                    1, Reason.of("ScaleToZeroDisabled", "scaling to zero is disabled"));
        }
        if (autoscaler.isActivating()) {
            return whileActivating();
        }
        return autoscaler.isActive() ? whileActive() : whileInactive();
    }

    private Reason wanted(int desired, int bounded) {
        String decided = "the autoscaler wants " + (desired < 0 ? "nothing yet" : pods(desired));
        Reason reason =
                desired == bounded
                        ? Reason.of("Decided", decided)
                        : Reason.of(
                                "Bounded",
                                decided
                                        + (bounded < desired
                                                ? ", max-scale allows "
                                                : ", " + floor() + " asks for ")
                                        + pods(bounded));
        return reason.with("desired", desired).with("bounded", bounded);
    }

    /** What asks for the fewest pods that there may be. */
    private String floor() {
        int min = autoscaler.settings().bounds(autoscaler.reachability()).min();
        return autoscaler.bounds().min() > min ? "initial-scale" : "min-scale";
    }

    private static String pods(int count) {
        return count == 1 ? "1 pod" : count + " pods";
    }

    /** A start that takes too long has failed; until then nobody gives up on it. */
    private Verdict whileActivating() {
        Duration timeout = autoscaler.progressDeadline().plus(ACTIVATION_BUFFER);
        Duration waited = autoscaler.sinceActiveChanged(now);
        if (waited.compareTo(timeout) > 0) {
            return Verdict.apply(
                    0,
                    Reason.of("ActivationFailed", "no pod became ready in time")
                            .with("timeout", timeout)
                            .with("waited", waited));
        }
        return Verdict.hold(
                        UNKNOWN, Reason.of("Activating", "waiting for the first pods to be ready"))
                .again(timeout);
    }

    /** First the traffic is turned to the activators, with the pods still there. */
    private Verdict whileActive() {
        Duration stableWindow = autoscaler.settings().stableWindow();
        Duration active = autoscaler.sinceActiveChanged(now);
        if (active.compareTo(stableWindow) < 0) {
            return Verdict.apply(
                            1,
                            Reason.of("JustActivated", "active for less than a stable window")
                                    .with("active", active)
                                    .with("stableWindow", stableWindow))
                    .again(stableWindow.minus(active));
        }
        Verdict inactive =
                Verdict.hold(0, Reason.of("NoTraffic", "no request in a whole stable window"));
        return network.isProxied() ? inactive.again(ALREADY_PROXIED) : inactive;
    }

    /** Then the pods go, as soon as nothing can reach them any more. */
    private Verdict whileInactive() {
        if (asksActivator(autoscaler) && !network.activatorAnswers()) {
            return Verdict.hold(
                            0,
                            Reason.of(
                                    "ActivatorNotOnPath",
                                    "the activator does not answer under the revision's name yet"))
                    .again(PROBE_PERIOD);
        }
        Duration grace = autoscaler.settings().config().scaleToZeroGracePeriod();
        Duration retention = autoscaler.settings().podRetention(autoscaler.reachability());
        Duration inactive = autoscaler.sinceActiveChanged(now);
        Duration longest = grace.compareTo(retention) > 0 ? grace : retention;
        Reason reason =
                Reason.of("ScaledToZero", "idle, and the activator answers for the revision")
                        .with("inactive", inactive)
                        .with("proxied", network.proxiedFor());
        if (inactive.compareTo(longest) >= 0) {
            return Verdict.apply(0, reason);
        }
        if (retention.isPositive() && inactive.compareTo(retention) < 0) {
            return Verdict.hold(0, Reason.of("Retained", "the last pod is retained"))
                    .again(retention.minus(inactive));
        }
        Duration wait = grace.minus(network.proxiedFor());
        if (!wait.isPositive()) {
            return Verdict.apply(0, reason);
        }
        return Verdict.hold(0, Reason.of("InGrace", "the network is still being rewired"))
                .again(wait);
    }

    /**
     * Whether the pods' Service may lead past the activators: they are wanted, and could take a
     * burst by themselves.
     */
    public static boolean goesPastActivators(Verdict verdict, int excessBurstCapacity) {
        return verdict.want() > 0 && excessBurstCapacity >= 0;
    }

    /** With an activator always in the path there is nothing to ask. */
    static boolean asksActivator(ScaleSubject autoscaler) {
        return autoscaler.settings().targetBurstCapacity() != -1;
    }

    /** Whether reaching zero now depends on who answers under the public Service. */
    static boolean needsProbe(ScaleSubject autoscaler, int desired) {
        return desired >= 0
                && autoscaler.isInactive()
                && asksActivator(autoscaler)
                && autoscaler.settings().config().enableScaleToZero()
                && autoscaler.bounds().clamp(desired) == 0;
    }
}
