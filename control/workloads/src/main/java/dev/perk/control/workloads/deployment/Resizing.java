package dev.perk.control.workloads.deployment;

import dev.perk.api.Annotations;
import dev.perk.control.workloads.model.ReplicaSet;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/**
 * What another {@code spec.replicas} means for the ReplicaSets, without going on with a rollout.
 *
 * <p>Usually one ReplicaSet is active and takes the number as it is. In the middle of a rolling
 * update each gets its share, so that a bad new version does not grow faster than the old one.
 * Source: kubernetes {@code pkg/controller/deployment/sync.go scale}, {@code deployment_util.go
 * GetProportion}.
 */
final class Resizing {

    private Resizing() {}

    /** Sizes to write, those included that are right but were made for another total. */
    static List<Size> sizes(Deployment deployment, Family family) {
        Optional<ReplicaSet> only = onlyActiveOrLatest(family);
        if (only.isPresent()) {
            return List.of(new Size(only.get(), deployment.replicas()));
        }
        if (family.current().filter(current -> isSaturated(deployment, current)).isPresent()) {
            return family.activeOld().stream().map(old -> new Size(old, 0)).toList();
        }
        return switch (deployment.strategy()) {
            case Strategy.Recreate _ -> List.of();
            case Strategy.RollingUpdate _ -> shares(deployment, family.active());
        };
    }

    /** Empty where several are active. */
    private static Optional<ReplicaSet> onlyActiveOrLatest(Family family) {
        List<ReplicaSet> active = family.active();
        if (active.size() > 1) {
            return Optional.empty();
        }
        if (active.size() == 1) {
            return Optional.of(active.getFirst());
        }
        return family.current().or(() -> family.old().stream().max(Family.BY_AGE));
    }

    /** Whether the new ReplicaSet does all the work already. */
    private static boolean isSaturated(Deployment deployment, ReplicaSet current) {
        int wanted = deployment.replicas();
        return current.replicas() == wanted
                && current.number(Annotations.DESIRED_REPLICAS, -1) == wanted
                && current.availableReplicas() == wanted;
    }

    private static List<Size> shares(Deployment deployment, List<ReplicaSet> active) {
        if (active.isEmpty()) {
            return List.of();
        }
        int wanted = deployment.replicas();
        int allowed = wanted > 0 ? wanted + deployment.surge() : 0;
        int toAdd = allowed - active.stream().mapToInt(ReplicaSet::replicas).sum();
        List<ReplicaSet> bySize = active.stream().sorted(order(toAdd)).toList();
        List<Size> sizes = new ArrayList<>();
        int added = 0;
        for (ReplicaSet each : bySize) {
            int share = share(deployment, each, toAdd - added);
            added += share;
            sizes.add(new Size(each, each.replicas() + share));
        }
        // What rounding left over goes to the largest.
        Size first = sizes.getFirst();
        sizes.set(0, new Size(first.replicaSet(), Math.max(0, first.replicas() + toAdd - added)));
        return sizes;
    }

    /** Largest first; where that is even, growing prefers the newer and shrinking the older. */
    private static Comparator<ReplicaSet> order(int toAdd) {
        Comparator<ReplicaSet> bySize = Comparator.comparingInt(ReplicaSet::replicas).reversed();
        return bySize.thenComparing(toAdd > 0 ? Family.BY_AGE.reversed() : Family.BY_AGE);
    }

    /**
     * @param left what is still to be added, or, below zero, to be taken away
     */
    private static int share(Deployment deployment, ReplicaSet replicaSet, int left) {
        if (left == 0) {
            return 0;
        }
        int fair = fairSize(deployment, replicaSet) - replicaSet.replicas();
        return left > 0 ? Math.min(fair, left) : Math.max(fair, left);
    }

    private static int fairSize(Deployment deployment, ReplicaSet replicaSet) {
        if (deployment.replicas() == 0) {
            return 0;
        }
        long before = replicaSet.number(Annotations.MAX_REPLICAS, 0);
        if (before == 0) {
            before = deployment.status("replicas");
        }
        if (before == 0) {
            return replicaSet.replicas();
        }
        long most = (long) deployment.replicas() + deployment.surge();
        return (int) Math.round((double) replicaSet.replicas() * most / before);
    }
}
