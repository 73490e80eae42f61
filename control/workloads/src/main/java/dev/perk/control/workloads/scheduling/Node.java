package dev.perk.control.workloads.scheduling;

import com.fasterxml.jackson.databind.JsonNode;
import dev.perk.control.workloads.model.Pod;
import dev.perk.kube.KubeObject;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * A node and what is bound to it.
 *
 * @param used what the pods on it ask for, together
 * @param pods how many there are
 */
record Node(KubeObject object, Resources used, int pods) {
    private static final int USUAL_PODS = 110;
    private static final JsonNode CORDONED = Taints.noSchedule("node.kubernetes.io/unschedulable");

    /** With the pods among {@code all} that are bound to it and have not ended. */
    static Node with(KubeObject node, List<Pod> all) {
        Resources used = Resources.NONE;
        int pods = 0;
        for (Pod pod : all) {
            if (!pod.isTerminal() && pod.node().filter(node.name()::equals).isPresent()) {
                used = used.plus(Resources.requestedBy(pod.object().spec()));
                pods++;
            }
        }
        return new Node(node, used, pods);
    }

    /** Why {@code pod} cannot go here, by the first filter that says no; empty if it can. */
    Optional<Misfit> misfit(KubeObject pod) {
        if (object.spec().path("unschedulable").asBoolean() && !Taints.tolerates(pod, CORDONED)) {
            return Optional.of(Misfit.lasting("node(s) were unschedulable"));
        }
        Optional<JsonNode> taint = Taints.untolerated(pod, object);
        if (taint.isPresent()) {
            return Optional.of(
                    Misfit.lasting("node(s) had untolerated taint " + Taints.text(taint.get())));
        }
        if (!NodeAffinity.of(pod).matches(object)) {
            return Optional.of(Misfit.lasting("node(s) didn't match Pod's node affinity/selector"));
        }
        List<String> shortages = shortages(Resources.requestedBy(pod.spec()));
        return shortages.isEmpty() ? Optional.empty() : Optional.of(new Misfit(shortages, true));
    }

    private List<String> shortages(Resources requested) {
        List<String> shortages = new ArrayList<>();
        JsonNode allocatable = object.status().path("allocatable");
        if (pods + 1 > allocatable.path("pods").asInt(USUAL_PODS)) {
            shortages.add("Too many pods");
        }
        Resources room = Resources.read(allocatable);
        requested.amounts().keySet().stream()
                .sorted()
                .filter(name -> requested.of(name) > 0)
                .filter(name -> requested.of(name) > room.of(name) - used.of(name))
                .forEach(name -> shortages.add("Insufficient " + name));
        return shortages;
    }
}
