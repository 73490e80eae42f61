package dev.perk.control.workloads.job;

import dev.perk.api.Kinds;
import dev.perk.api.NamespacedName;
import dev.perk.api.StoredKinds;
import dev.perk.control.workloads.model.Live;
import dev.perk.kube.Json;
import dev.perk.kube.KubeObject;
import dev.perk.kube.control.Observer;
import dev.perk.kube.store.Selector;
import java.util.List;
import java.util.Optional;

/** Sees a Job with its pods, and the pods that a former Job of its name has left behind. */
public record JobObserver(Live live) implements Observer<JobReconciler.Observed> {
    private static final String JOB_NAME = "batch.kubernetes.io/job-name";

    @Override
    public Optional<JobReconciler.Observed> observe(NamespacedName key) {
        Optional<Job> job = live.get(StoredKinds.JOB, key.namespace(), key.name()).map(Job::new);
        List<KubeObject> named = live.labelled(Kinds.POD, key.namespace(), named(key.name()));
        List<KubeObject> left =
                named.stream()
                        .filter(Tally::isTracked)
                        .filter(pod -> job.filter(it -> pod.isControlledBy(it.object())).isEmpty())
                        .filter(pod -> wasControlledBy(pod, key.name()))
                        .toList();
        if (job.isEmpty() && left.isEmpty()) {
            return Optional.empty();
        }
        List<KubeObject> pods =
                job.map(it ->
                                Live.union(
                                        live.labelled(Kinds.POD, key.namespace(), it.selector()),
                                        live.ownedBy(Kinds.POD, it.object().uid())))
                        .orElse(List.of());
        return Optional.of(new JobReconciler.Observed(job, pods, left));
    }

    private static Selector named(String name) {
        var selector = Json.object();
        selector.putObject("matchLabels").put(JOB_NAME, name);
        return Selector.of(selector);
    }

    private static boolean wasControlledBy(KubeObject pod, String name) {
        return pod.controller()
                .filter(ref -> ref.kind().equals("Job") && ref.name().equals(name))
                .isPresent();
    }
}
