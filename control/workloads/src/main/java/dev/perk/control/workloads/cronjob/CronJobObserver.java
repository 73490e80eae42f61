package dev.perk.control.workloads.cronjob;

import dev.perk.api.NamespacedName;
import dev.perk.api.StoredKinds;
import dev.perk.control.workloads.model.Live;
import dev.perk.kube.control.Observer;
import java.util.Optional;

/** Sees a CronJob with the Jobs that it controls. */
public record CronJobObserver(Live live) implements Observer<CronJobReconciler.Observed> {

    @Override
    public Optional<CronJobReconciler.Observed> observe(NamespacedName key) {
        return live.get(StoredKinds.CRON_JOB, key.namespace(), key.name())
                .map(object ->
                        new CronJobReconciler.Observed(
                                new CronJob(object),
                                live.ownedBy(StoredKinds.JOB, object.uid()).stream()
                                        .filter(job -> job.isControlledBy(object))
                                        .toList()));
    }
}
