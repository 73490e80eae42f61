package dev.perk.control.workloads.scheduling;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.perk.control.workloads.model.Condition;
import dev.perk.control.workloads.model.Conditions;
import dev.perk.control.workloads.model.Pod;
import dev.perk.kube.Json;
import dev.perk.kube.KubeObject;
import dev.perk.kube.control.Change;
import dev.perk.kube.control.EventNote;
import dev.perk.kube.control.Plan;
import dev.perk.kube.control.Reconciler;
import dev.perk.kube.store.Subresource;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/** The node for a pod, or why there is none. */
public final class SchedulingReconciler implements Reconciler<SchedulingReconciler.Observed> {
    private static final String POD_SCHEDULED = "PodScheduled";
    private static final String DEFAULT_SCHEDULER = "default-scheduler";

    /**
     * @param nodes all of them
     * @param pods all pods of the cluster; those without a node do not matter
     */
    public record Observed(Pod pod, List<KubeObject> nodes, List<Pod> pods) {
        public Observed {
            nodes = List.copyOf(nodes);
            pods = List.copyOf(pods);
        }
    }

    /** Whether the pod waits for this scheduler. */
    public static boolean isOurs(KubeObject object) {
        Pod pod = new Pod(object);
        String scheduler = object.spec().path("schedulerName").asText(DEFAULT_SCHEDULER);
        return pod.node().isEmpty() && pod.isActive() && scheduler.equals(DEFAULT_SCHEDULER);
    }

    @Override
    public Plan reconcile(Observed seen, Instant now) {
        KubeObject pod = seen.pod().object();
        if (!isOurs(pod)) {
            return Plan.NOTHING;
        }
        if (!pod.spec().path("schedulingGates").isEmpty()) {
            return waiting(
                    seen.pod(),
                    "SchedulingGated",
                    "Scheduling is blocked due to non-empty scheduling gates",
                    now);
        }
        List<Node> fitting = new ArrayList<>();
        List<Misfit> misfits = new ArrayList<>();
        for (KubeObject object : seen.nodes()) {
            Node node = Node.with(object, seen.pods());
            node.misfit(pod).ifPresentOrElse(misfits::add, () -> fitting.add(node));
        }
        return fitting.stream()
                .min(Comparator.comparingInt(Node::pods))
                .map(node -> bind(pod, node))
                .orElseGet(() -> unschedulable(seen.pod(), Misfit.explain(misfits), now));
    }

    private static Plan bind(KubeObject pod, Node node) {
        ObjectNode binding = Json.object();
        binding.putObject("metadata").put("uid", pod.uid());
        binding.putObject("spec").put("nodeName", node.object().name());
        return Plan.of(new Change.MergePart(pod.key(), Subresource.BINDING, binding))
                .telling(
                        EventNote.normal(
                                "Scheduled",
                                "Successfully assigned "
                                        + pod.namespacedName()
                                        + " to "
                                        + node.object().name()));
    }

    private static Plan unschedulable(Pod pod, String message, Instant now) {
        Plan plan = waiting(pod, "Unschedulable", message, now);
        return plan.status().isEmpty()
                ? plan
                : plan.telling(EventNote.warning("FailedScheduling", message));
    }

    /** Says why it waits, unless the pod says so already. */
    private static Plan waiting(Pod pod, String reason, String message, Instant now) {
        Conditions conditions = Conditions.of(pod.object().status());
        Optional<Condition> known = conditions.find(POD_SCHEDULED);
        if (known.filter(c -> c.reason().equals(reason) && c.message().equals(message))
                .isPresent()) {
            return Plan.NOTHING;
        }
        Condition condition = Condition.of(POD_SCHEDULED, Condition.FALSE, reason, message, now);
        ObjectNode status = Json.object();
        if (pod.object().status() instanceof ObjectNode before) {
            status.setAll(before);
        }
        conditions.replacing(condition).writeTo(status);
        return Plan.statusOnly(status);
    }
}
