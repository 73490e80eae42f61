package dev.perk.control.workloads.scheduling;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Why a pod cannot go to a node.
 *
 * @param reasons at least one
 * @param temporary whether it would fit if other pods were gone
 */
record Misfit(List<String> reasons, boolean temporary) {

    Misfit {
        reasons = List.copyOf(reasons);
    }

    static Misfit lasting(String reason) {
        return new Misfit(List.of(reason), false);
    }

    /**
     * What the scheduler says of a pod that fits nowhere. Source: kubernetes {@code
     * pkg/scheduler/framework FitError}.
     *
     * @param misfits one per node
     */
    static String explain(Collection<Misfit> misfits) {
        if (misfits.isEmpty()) {
            return "no nodes available to schedule pods";
        }
        Map<String, Integer> reasons = new TreeMap<>();
        Map<String, Integer> preemption = new TreeMap<>();
        for (Misfit misfit : misfits) {
            misfit.reasons().forEach(reason -> reasons.merge(reason, 1, Integer::sum));
            preemption.merge(
                    misfit.temporary()
                            ? "No preemption victims found for incoming pod"
                            : "Preemption is not helpful for scheduling",
                    1,
                    Integer::sum);
        }
        String none = "0/" + misfits.size() + " nodes are available: ";
        return none + list(reasons) + ". preemption: " + none + list(preemption) + ".";
    }

    private static String list(Map<String, Integer> counts) {
        List<String> parts = new ArrayList<>();
        counts.forEach((reason, count) -> parts.add(count + " " + reason));
        return String.join(", ", parts.stream().sorted().toList());
    }
}
