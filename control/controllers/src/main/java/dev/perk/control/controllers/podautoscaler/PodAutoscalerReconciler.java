package dev.perk.control.controllers.podautoscaler;

import dev.perk.api.Kinds;
import dev.perk.api.ResourceKey;
import dev.perk.api.condition.Condition;
import dev.perk.api.condition.ConditionSet;
import dev.perk.api.condition.ConditionSet.Types;
import dev.perk.api.config.ServingConfig;
import dev.perk.api.text.GoNumber;
import dev.perk.api.text.GoQuote;
import dev.perk.api.why.Reason;
import dev.perk.control.controllers.object.Readiness;
import dev.perk.control.controllers.object.StatusDraft;
import dev.perk.control.controllers.podautoscaler.Deciders.Decision;
import dev.perk.control.controllers.podautoscaler.Scaling.Verdict;
import dev.perk.kube.KubeObject;
import dev.perk.kube.control.Change;
import dev.perk.kube.control.Plan;
import dev.perk.kube.control.Reconciler;
import dev.perk.kube.control.Requeue;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * Scales a revision's pods, and turns its traffic to the activators whenever they cannot take it
 * all.
 *
 * <p>Source: {@code knative/serving pkg/reconciler/autoscaling/kpa/kpa.go}.
 */
final class PodAutoscalerReconciler implements Reconciler<PodAutoscalerReconciler.Observed> {
    private static final int FEWEST_ACTIVATORS = 2;
    private static final String SERVE = "Serve";
    private static final String PROXY = "Proxy";

    /**
     * @param decision what the decider says; empty before the ServerlessService has its names
     * @param activatorAnswers whether an activator answers under the public Service; false if
     *     nobody asked
     */
    record Observed(
            KubeObject autoscaler,
            Optional<KubeObject> sks,
            Optional<KubeObject> metric,
            Optional<KubeObject> target,
            PodCounts pods,
            Optional<Decision> decision,
            boolean activatorAnswers,
            ServingConfig config) {}

    @Override
    public Plan reconcile(Observed seen, Instant now) {
        var status = StatusDraft.of(seen.autoscaler(), ConditionSet.POD_AUTOSCALER, now);
        return plan(seen, status, now).withStatus(status.done());
    }

    private static Plan plan(Observed seen, StatusDraft status, Instant now) {
        KubeObject object = seen.autoscaler();
        var autoscaler = new Autoscaler(object, seen.config());
        // Always there, even empty: clients of the API rely on it.
        status.putAlways("serviceName");
        status.putAlways("metricsServiceName");
        if (Owned.isForeign(seen.sks(), object)) {
            return Owned.notOwned("ServerlessService", object, status);
        }
        if (seen.decision().isEmpty() || Owned.privateService(seen.sks()).isEmpty()) {
            status.markUnknown(Types.SKS_READY, Owned.NOT_READY, "No Private Service Name");
            computeStatus(autoscaler, Scaling.UNKNOWN, PodCounts.NONE, status);
            return serverlessService(Plan.NOTHING, seen, PROXY, FEWEST_ACTIVATORS);
        }
        String privateService = Owned.privateService(seen.sks());
        status.put("metricsServiceName", privateService);
        if (Owned.isForeign(seen.metric(), object)) {
            return Owned.notOwned("Metric", object, status);
        }
        Plan plan =
                Owned.ensure(
                        Plan.NOTHING, seen.metric(), Children.metric(autoscaler, privateService));
        return scale(plan, seen, autoscaler, status, now);
    }

    private static Plan scale(
            Plan before, Observed seen, Autoscaler autoscaler, StatusDraft status, Instant now) {
        if (seen.target().isEmpty()) {
            return before.retry(
                    "error scaling target: Deployment "
                            + GoQuote.quote(autoscaler.scaleTargetName())
                            + " not found");
        }
        Decision decision = seen.decision().orElseThrow();
        Verdict verdict =
                new Scaling(autoscaler, network(seen, now), now).decide(decision.desiredScale());
        Plan plan = applied(before, verdict, seen.target().get());
        plan = fallingAsleep(plan, verdict, seen);
        String mode =
                Scaling.goesPastActivators(verdict, decision.excessBurstCapacity()) ? SERVE : PROXY;
        int activators = autoscaler.deciderSpec().activators(seen.pods().ready());
        plan = serverlessService(plan, seen, mode, activators);
        plan = turning(plan, seen, autoscaler, mode, verdict.want(), decision);
        Owned.showServerlessService(seen.sks(), plan, status, "");
        computeStatus(autoscaler, verdict.want(), seen.pods(), status);
        return later(plan, verdict.requeue());
    }

    private static Plan applied(Plan plan, Verdict verdict, KubeObject target) {
        int current = target.spec().path("replicas").asInt(1);
        if (!verdict.apply() || verdict.want() == current) {
            return plan;
        }
        return plan.then(new Change.Scale(target.key(), verdict.want()))
                .because(verdict.reason().with("from", current).with("to", verdict.want()));
    }

    /** That nobody calls any more is decided before anything about the pods is. */
    private static Plan fallingAsleep(Plan plan, Verdict verdict, Observed seen) {
        boolean isNew = seen.autoscaler().status().path("desiredScale").asInt() > 0;
        return isNew && verdict.want() == 0 && !verdict.apply()
                ? plan.because(verdict.reason())
                : plan;
    }

    /** Why requests will take another way than before. */
    private static Plan turning(
            Plan plan,
            Observed seen,
            Autoscaler autoscaler,
            String mode,
            int want,
            Decision decision) {
        String before = seen.sks().map(sks -> sks.spec().path("mode").asText()).orElse("");
        if (before.isEmpty() || before.equals(mode)) {
            return plan;
        }
        int spare = decision.excessBurstCapacity();
        Reason reason =
                mode.equals(SERVE)
                        ? Reason.of(
                                "StraightToPods",
                                "requests go straight to the pods" + room(autoscaler, spare))
                        : Reason.of(
                                "ThroughActivator",
                                "requests go through the activator"
                                        + (want > 0
                                                ? room(autoscaler, spare)
                                                : ", which holds them until there is a pod"));
        return plan.because(reason.with("excessBurstCapacity", spare));
    }

    private static String room(Autoscaler autoscaler, int spare) {
        double burst = autoscaler.settings().targetBurstCapacity();
        if (burst <= 0) {
            return ", as target-burst-capacity is " + GoNumber.print(burst);
        }
        return spare < 0
                ? ", as the pods could not take a burst: they lack room for " + requests(-spare)
                : ", which could take a burst and " + requests(spare) + " more";
    }

    private static String requests(int count) {
        return count == 1 ? "1 request" : count + " requests";
    }

    private static Plan later(Plan plan, Requeue requeue) {
        return switch (requeue) {
            case Requeue.Never _ -> plan;
            case Requeue.After(Duration delay) -> plan.again(delay);
            case Requeue.Retry(String why) -> plan.retry(why);
        };
    }

    private static Scaling.Network network(Observed seen, Instant now) {
        KubeObject sks = seen.sks().orElseThrow();
        Duration proxiedFor =
                Readiness.condition(sks, Types.ACTIVATOR_ENDPOINTS_POPULATED)
                        .filter(Condition::isTrue)
                        .flatMap(Condition::lastTransitionTime)
                        .map(since -> Duration.between(since, now))
                        .orElse(Duration.ZERO);
        boolean isProxied = sks.spec().path("mode").asText().equals(PROXY);
        return new Scaling.Network(proxiedFor, isProxied, seen.activatorAnswers());
    }

    private static void computeStatus(
            Autoscaler autoscaler, int want, PodCounts pods, StatusDraft status) {
        status.put("actualScale", pods.ready());
        // Not knowing is no reason to forget what was known.
        if (want >= 0 || status.get("desiredScale").asInt(Scaling.UNKNOWN) < 0) {
            status.put("desiredScale", want);
        }
        Activity.compute(autoscaler, want, pods.ready(), status);
    }

    private static Plan serverlessService(Plan plan, Observed seen, String mode, int activators) {
        return Owned.ensure(
                plan, seen.sks(), Children.serverlessService(seen.autoscaler(), mode, activators));
    }

    /** The scale target's address; only Deployments are scaled here. */
    static ResourceKey target(KubeObject autoscaler) {
        return ResourceKey.of(
                Kinds.DEPLOYMENT,
                autoscaler.namespace(),
                autoscaler.spec().path("scaleTargetRef").path("name").asText());
    }
}
