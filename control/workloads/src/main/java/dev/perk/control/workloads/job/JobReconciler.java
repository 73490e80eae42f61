package dev.perk.control.workloads.job;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.perk.api.JobFeatures;
import dev.perk.control.workloads.model.Claims;
import dev.perk.control.workloads.model.NewPod;
import dev.perk.control.workloads.model.Pod;
import dev.perk.kube.KubeObject;
import dev.perk.kube.control.Change;
import dev.perk.kube.control.EventNote;
import dev.perk.kube.control.Plan;
import dev.perk.kube.control.Reconciler;
import dev.perk.kube.store.Deletion;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/** Which pods a Job needs now, and what its status says then. */
public final class JobReconciler implements Reconciler<JobReconciler.Observed> {
    /** The most pods that one pass creates. */
    private static final int BURST = 500;

    private static final Duration REFUSED = Duration.ofSeconds(1);

    /**
     * @param job empty where it is gone
     * @param pods those of the namespace that it controls or selects
     * @param left pods that a Job of this name has left behind, which nobody will count any more
     */
    public record Observed(Optional<Job> job, List<KubeObject> pods, List<KubeObject> left) {
        public Observed {
            pods = List.copyOf(pods);
            left = List.copyOf(left);
        }
    }

    @Override
    public Plan reconcile(Observed seen, Instant now) {
        Plan plan = Plan.of(seen.left().stream().map(Tally::release).toArray(Change[]::new));
        if (seen.job().isEmpty() || !seen.left().isEmpty()) {
            return plan;
        }
        Job job = seen.job().get();
        if (JobFeatures.unbuilt(job.object().spec()).isPresent()) {
            return plan; // whoever made it was told
        }
        Claims claims = Claims.of(job.object(), job.selector(), seen.pods());
        if (!claims.changes().isEmpty()) {
            return Plan.of(claims.changes().toArray(Change[]::new));
        }
        List<Pod> pods = claims.owned().stream().map(Pod::new).toList();
        return job.end().isPresent() ? over(job, pods, now) : running(job, pods, now);
    }

    /** Lets its pods go, and after a while itself. */
    private static Plan over(Job job, List<Pod> pods, Instant now) {
        Plan plan = Plan.NOTHING;
        for (Pod pod : pods) {
            if (Tally.isTracked(pod.object())) {
                plan = plan.then(Tally.release(pod.object()));
            }
        }
        if (job.timeToLive().isEmpty() || job.object().isDeleting()) {
            return plan;
        }
        Instant end = job.end().orElseThrow().transitioned();
        Duration left = Duration.between(now, end.plus(job.timeToLive().get()));
        return left.isPositive()
                ? plan.again(left)
                : plan.then(delete(job.object(), Deletion.Propagation.FOREGROUND));
    }

    private static Plan running(Job job, List<Pod> pods, Instant now) {
        Tally tally = Tally.of(job, pods);
        var progress = JobProgress.of(job, pods, tally, now);
        Plan plan = Plan.of(tally.releases().toArray(Change[]::new));
        for (EventNote note : progress.news()) {
            plan = plan.telling(note);
        }
        int missing = job.object().isDeleting() ? 0 : progress.missing();
        if (missing < 0) {
            return delete(plan, progress, -missing);
        }
        Duration pause = missing == 0 ? Duration.ZERO : Backoff.left(pods, now);
        if (pause.isPositive()) {
            plan = plan.again(pause);
        } else if (missing > 0) {
            return create(job, plan, progress, Math.min(missing, BURST), now);
        }
        if (progress.untilDeadline().isPresent()) {
            plan = plan.again(progress.untilDeadline().get());
        }
        return plan.withStatus(progress.status(0));
    }

    private static Plan create(Job job, Plan begun, JobProgress progress, int count, Instant now) {
        List<KubeObject> pods = NewPod.several(job.object(), job.template(), count, now);
        Plan plan = begun.withStatus(progress.status(count));
        if (progress.untilDeadline().isPresent()) {
            plan = plan.again(progress.untilDeadline().get());
        }
        for (KubeObject pod : pods) {
            plan = plan.then(new Change.Create(pod)).telling(created(pod));
        }
        return plan.orIfRefused(refusal -> {
            int done =
                    refusal.change() instanceof Change.Create(KubeObject pod)
                            ? pods.indexOf(pod)
                            : 0;
            ObjectNode status = progress.status(done);
            Plan failed =
                    Plan.statusOnly(status)
                            .telling(
                                    EventNote.warning(
                                            "FailedCreate", "Error creating: " + refusal.message()))
                            .again(REFUSED);
            for (KubeObject pod : pods.subList(0, done)) {
                failed = failed.telling(created(pod));
            }
            return failed;
        });
    }

    private static EventNote created(KubeObject pod) {
        return EventNote.normal("SuccessfulCreate", "Created pod: " + pod.name());
    }

    /** Those first that have not begun. */
    private static Plan delete(Plan begun, JobProgress progress, int count) {
        List<Pod> victims =
                progress.active().stream()
                        .sorted(
                                Comparator.comparing((Pod pod) -> pod.phase().equals("Running"))
                                        .thenComparing(Pod::isReady)
                                        .thenComparing(Pod::name))
                        .limit(count)
                        .toList();
        Plan plan = begun.withStatus(progress.status(-victims.size()));
        for (Pod victim : victims) {
            plan =
                    plan.then(delete(victim.object(), Deletion.Propagation.BACKGROUND))
                            .telling(
                                    EventNote.normal(
                                            "SuccessfulDelete", "Deleted pod: " + victim.name()));
        }
        return plan;
    }

    private static Change delete(KubeObject object, Deletion.Propagation propagation) {
        return new Change.Delete(
                object.key(),
                new Deletion(
                        propagation,
                        OptionalLong.empty(),
                        Optional.of(object.uid()),
                        OptionalLong.empty()));
    }
}
