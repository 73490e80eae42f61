package dev.perk.control.workloads.deployment;

import dev.perk.control.workloads.model.ReplicaSet;
import java.util.ArrayList;
import java.util.List;

/**
 * One step of a rolling update: grow the new ReplicaSet, or shrink old ones.
 *
 * <p>Invariants: a step never leads to more than {@code replicas + maxSurge} pods, and never takes
 * away an available pod where fewer than {@code replicas - maxUnavailable} would stay. Source:
 * kubernetes {@code pkg/controller/deployment/rolling.go}.
 */
final class Rolling {
    private final Deployment deployment;
    private final Family family;
    private final ReplicaSet current;

    Rolling(Deployment deployment, Family family, ReplicaSet current) {
        this.deployment = deployment;
        this.family = family;
        this.current = current;
    }

    /** The new sizes of those that change; empty if there is nothing to do or one has to wait. */
    List<Size> step() {
        int wanted = newSize(deployment, family, current.replicas());
        return wanted != current.replicas() ? List.of(new Size(current, wanted)) : shrinkOld();
    }

    /**
     * How many pods the new ReplicaSet should have next.
     *
     * @param now how many it has
     */
    static int newSize(Deployment deployment, Family family, int now) {
        int wanted = deployment.replicas();
        return switch (deployment.strategy()) {
            case Strategy.Recreate _ -> wanted;
            case Strategy.RollingUpdate _ -> {
                int room = wanted + deployment.surge() - family.sum(ReplicaSet::replicas);
                yield now >= wanted ? wanted : now + Math.clamp(room, 0, wanted - now);
            }
        };
    }

    private List<Size> shrinkOld() {
        // Surplus pods may go, but those of the new ReplicaSet that are not available yet do not
        // count: they cannot stand in for what is taken away.
        int currentUnavailable = current.replicas() - current.availableReplicas();
        int surplus =
                family.sum(ReplicaSet::replicas) - deployment.minAvailable() - currentUnavailable;
        if (surplus <= 0) {
            return List.of();
        }
        return shrinkAvailable(shrinkBroken(surplus));
    }

    /** Pods that are not available go first: nobody misses them, and they block the rollout. */
    private List<Size> shrinkBroken(int surplus) {
        List<Size> sizes = new ArrayList<>();
        int left = surplus;
        for (ReplicaSet old : family.activeOld()) {
            int broken = Math.max(0, old.replicas() - old.availableReplicas());
            int fewer = Math.min(left, broken);
            sizes.add(new Size(old, old.replicas() - fewer));
            left -= fewer;
        }
        return sizes;
    }

    private List<Size> shrinkAvailable(List<Size> sizes) {
        int left = family.sum(ReplicaSet::availableReplicas) - deployment.minAvailable();
        List<Size> smaller = new ArrayList<>();
        for (Size size : sizes) {
            int fewer = Math.clamp(left, 0, size.replicas());
            smaller.add(new Size(size.replicaSet(), size.replicas() - fewer));
            left -= fewer;
        }
        return smaller.stream().filter(Size::isChange).toList();
    }
}
