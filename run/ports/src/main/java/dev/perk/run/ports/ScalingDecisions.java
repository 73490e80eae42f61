package dev.perk.run.ports;

import dev.perk.api.RevisionKey;
import dev.perk.api.scaling.DeciderSpec;
import dev.perk.api.scaling.MetricSpec;
import dev.perk.control.controllers.metric.Collector;
import dev.perk.control.controllers.podautoscaler.Deciders;
import dev.perk.scaling.autoscaler.Autoscaler;
import dev.perk.scaling.autoscaler.DeciderStatus;
import dev.perk.scaling.metrics.Scrape;
import java.util.Optional;
import java.util.function.Consumer;

/** The autoscaler, in the words of the controllers that ask it. */
public final class ScalingDecisions {

    private ScalingDecisions() {}

    /** What PodAutoscalers are scaled by. */
    public static Deciders deciders(Autoscaler autoscaler) {
        return new Deciders() {
            @Override
            public Decision ensure(RevisionKey revision, DeciderSpec spec) {
                DeciderStatus status = autoscaler.ensure(revision, spec);
                return new Decision(status.desiredScale(), status.excessBurstCapacity());
            }

            @Override
            public void forget(RevisionKey revision) {
                autoscaler.forget(revision);
            }

            @Override
            public void onDecision(Consumer<RevisionKey> listener) {
                autoscaler.onDecision(listener);
            }
        };
    }

    /** What Metrics are collected by. */
    public static Collector collector(Autoscaler autoscaler) {
        return new Collector() {
            @Override
            public State collect(RevisionKey revision, MetricSpec spec) {
                autoscaler.collect(revision, spec);
                Optional<Scrape.Failed> failure = autoscaler.collectionFailure(revision);
                if (failure.isEmpty()) {
                    return new State.Collecting();
                }
                String why = failure.get().message();
                return switch (failure.get().cause()) {
                    case NO_ENDPOINTS -> new State.NoEndpoints(why);
                    case DID_NOT_RECEIVE_STAT -> new State.NoStats(why);
                    case COLLECTION_FAILED -> new State.Failed(why);
                };
            }

            @Override
            public void forget(RevisionKey revision) {
                autoscaler.stopCollecting(revision);
            }

            @Override
            public void onStateChange(Consumer<RevisionKey> listener) {
                autoscaler.onCollectionChange(listener);
            }
        };
    }
}
