package dev.perk.control.workloads.deployment;

import dev.perk.api.Annotations;
import dev.perk.control.workloads.model.PodTemplate;
import dev.perk.control.workloads.model.ReplicaSet;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.function.ToIntFunction;

/**
 * A Deployment's ReplicaSets.
 *
 * @param current the one made from the Deployment's template; empty if it is yet to be made
 * @param old the others, oldest first
 */
record Family(Optional<ReplicaSet> current, List<ReplicaSet> old) {

    /** By age; by name among those of the same second. */
    static final Comparator<ReplicaSet> BY_AGE =
            Comparator.comparing(ReplicaSet::created).thenComparing(ReplicaSet::name);

    Family {
        old = List.copyOf(old);
    }

    static Family of(Deployment deployment, List<ReplicaSet> owned) {
        List<ReplicaSet> sorted = owned.stream().sorted(BY_AGE).toList();
        PodTemplate template = deployment.template();
        // Where several match, which an old bug could cause, all must agree on one: the oldest.
        Optional<ReplicaSet> current =
                sorted.stream().filter(each -> each.template().sameAs(template)).findFirst();
        return new Family(
                current,
                sorted.stream()
                        .filter(each -> current.filter(c -> c.name().equals(each.name())).isEmpty())
                        .toList());
    }

    List<ReplicaSet> all() {
        List<ReplicaSet> all = new ArrayList<>(old);
        current.ifPresent(all::add);
        return all;
    }

    List<ReplicaSet> active() {
        return all().stream().filter(ReplicaSet::isActive).toList();
    }

    List<ReplicaSet> activeOld() {
        return old.stream().filter(ReplicaSet::isActive).toList();
    }

    /** A counter, summed over all. */
    int sum(ToIntFunction<ReplicaSet> counter) {
        return all().stream().mapToInt(counter).sum();
    }

    /** The highest revision among the old ones; 0 if there is none. */
    long lastRevision() {
        return old.stream()
                .mapToLong(each -> each.number(Annotations.DEPLOYMENT_REVISION, 0))
                .max()
                .orElse(0);
    }
}
