package dev.perk.run.standalone.whatif;

import dev.perk.api.RevisionKey;
import dev.perk.api.config.ServingConfig;
import dev.perk.api.scaling.DeciderSpec;
import dev.perk.api.scaling.Reachability;
import dev.perk.api.scaling.ScalingSettings;
import dev.perk.api.time.Timer;
import dev.perk.control.controllers.podautoscaler.Activity;
import dev.perk.control.controllers.podautoscaler.ScaleSubject;
import dev.perk.control.controllers.podautoscaler.Scaling;
import dev.perk.kube.control.Requeue;
import dev.perk.scaling.autoscaler.Autoscaler;
import dev.perk.scaling.autoscaler.DeciderStatus;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * What the PodAutoscaler's and the ServerlessService's controllers do about one revision, without
 * objects: it looks again whenever something that they watch has changed, as they would.
 *
 * <p>Times of conditions are whole seconds, as in stored objects.
 */
final class Scaler implements ScaleSubject {

    private final VirtualTime time;
    private final Autoscaler autoscaler;
    private final RevisionKey revision;
    private final Setup setup;
    private final DeciderSpec spec;
    private final Fleet fleet;
    private final Consumer<Look> trace;
    private Activation activation;
    private Instant activeChanged;
    private boolean direct;
    private boolean activatorsInPath = true;
    private Instant proxiedSince;
    private boolean asked;
    private @Nullable Timer again;

    Scaler(
            VirtualTime time,
            Autoscaler autoscaler,
            RevisionKey revision,
            Setup setup,
            Fleet fleet,
            Consumer<Look> trace) {
        this.time = time;
        this.autoscaler = autoscaler;
        this.revision = revision;
        this.setup = setup;
        this.spec = DeciderSpec.of(setup.settings(), setup.containerConcurrency(), reachability());
        this.fleet = fleet;
        this.trace = trace;
        this.activation = fleet.ready() > 0 ? Activation.ACTIVE : Activation.INACTIVE;
        this.activeChanged = whole(time.instant());
        this.proxiedSince = activeChanged;
    }

    /** Something has changed. */
    void lookSoon() {
        if (!asked) {
            asked = true;
            time.execute(this::look);
        }
    }

    /** Whether requests go straight to the pods. */
    boolean isDirect() {
        return direct;
    }

    private void look() {
        asked = false;
        if (again != null) {
            again.cancel();
            again = null;
        }
        Instant now = time.instant();
        placeActivators(now);
        DeciderStatus decided = autoscaler.ensure(revision, spec);
        Scaling.Verdict verdict =
                new Scaling(this, network(now), now).decide(decided.desiredScale());
        trace.accept(
                new Look(
                        now,
                        decided.desiredScale(),
                        fleet.ready(),
                        fleet.replicas(),
                        fleet.busy(),
                        verdict.want(),
                        verdict.apply()));
        boolean wasDirect = direct;
        direct = Scaling.goesPastActivators(verdict, decided.excessBurstCapacity());
        Activation before = activation;
        become(Activity.of(this, verdict.want(), fleet.ready()), now);
        if (verdict.apply() && verdict.want() != fleet.replicas()) {
            fleet.scaleTo(verdict.want());
        }
        placeActivators(now);
        if (direct != wasDirect || activation != before) {
            lookSoon();
        }
        if (verdict.requeue() instanceof Requeue.After(Duration delay)) {
            again = time.after(delay, this::lookSoon);
        }
    }

    private Scaling.Network network(Instant now) {
        Duration proxied = activatorsInPath ? Duration.between(proxiedSince, now) : Duration.ZERO;
        // Who answers under the revision's name is known at once: nobody has to be told.
        return new Scaling.Network(proxied, !direct, !direct);
    }

    private void placeActivators(Instant now) {
        boolean inPath = !direct || fleet.ready() == 0;
        if (inPath != activatorsInPath) {
            activatorsInPath = inPath;
            proxiedSince = whole(now);
        }
    }

    private void become(Activity activity, Instant now) {
        Activation next =
                switch (activity) {
                    case ACTIVE -> Activation.ACTIVE;
                    case QUEUED -> Activation.ACTIVATING;
                    case IDLE, TIMED_OUT -> Activation.INACTIVE;
                    case UNCHANGED -> activation;
                };
        if (next != activation) {
            activation = next;
            activeChanged = whole(now);
        }
    }

    private static Instant whole(Instant time) {
        return time.truncatedTo(ChronoUnit.SECONDS);
    }

    @Override
    public ScalingSettings settings() {
        return setup.settings();
    }

    @Override
    public Reachability reachability() {
        return Reachability.REACHABLE;
    }

    @Override
    public Duration progressDeadline() {
        return ServingConfig.DEFAULT.deployment().progressDeadline();
    }

    /** A replay begins with a revision that has worked before. */
    @Override
    public boolean isInitialized() {
        return true;
    }

    @Override
    public Activation activation() {
        return activation;
    }

    @Override
    public Duration sinceActiveChanged(Instant now) {
        return Duration.between(activeChanged, now);
    }
}
