package dev.perk.control.workloads.scheduling;

import static dev.perk.control.workloads.Given.events;
import static dev.perk.control.workloads.Given.status;
import static org.assertj.core.api.Assertions.assertThat;

import dev.perk.api.Kinds;
import dev.perk.control.workloads.Given;
import dev.perk.control.workloads.model.Pod;
import dev.perk.kube.KubeObject;
import dev.perk.kube.control.Change;
import dev.perk.kube.control.Plan;
import dev.perk.kube.store.Subresource;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

/**
 * Texts as a cluster gives them. Upstream: {@code pkg/scheduler} TestSchedulerScheduleOne, {@code
 * framework/plugins/noderesources} TestEnoughRequests, {@code nodeaffinity} TestNodeAffinity,
 * {@code tainttoleration} TestTaintTolerationFilter, {@code framework} TestFitError_Error.
 */
class SchedulingReconcilerTest {
    private static final Instant NOW = Instant.parse("2026-01-01T00:10:00Z");
    private static final String NO_VICTIMS =
            " preemption: 0/1 nodes are available: 1 No preemption victims found for incoming pod.";
    private static final String NO_HELP =
            " preemption: 0/1 nodes are available: 1 Preemption is not helpful for scheduling.";

    private final KubeObject node = node("{}");

    @Test
    void bindsInOneWrite() {
        KubeObject pod = pod("web", "{}");
        Plan plan = schedule(pod, List.of(node));
        assertThat(plan.changes())
                .containsExactly(
                        new Change.MergePart(
                                pod.key(),
                                Subresource.BINDING,
                                Given.yaml("{metadata: {uid: uid-web}, spec: {nodeName: n1}}")));
        assertThat(plan.status()).as("the binding says it already").isEmpty();
        assertThat(events(plan))
                .containsExactly("Normal Scheduled Successfully assigned ns/web to n1");
    }

    @Test
    void saysItInTheStatusAndInAnEvent() {
        Plan plan = schedule(pod("web", "{}"), List.of());
        assertThat(status(plan))
                .isEqualTo(
                        Given.yaml(
                                """
                                phase: Pending
                                qosClass: BestEffort
                                conditions:
                                - type: PodScheduled
                                  status: "False"
                                  lastTransitionTime: "2026-01-01T00:10:00Z"
                                  reason: Unschedulable
                                  message: no nodes available to schedule pods
                                """));
        assertThat(events(plan))
                .containsExactly("Warning FailedScheduling no nodes available to schedule pods");
    }

    @Test
    void doesNotRepeatItself() {
        KubeObject pod = pod("web", "{}");
        KubeObject told = pod.withStatus(schedule(pod, List.of()).status().orElseThrow());
        assertThat(schedule(told, List.of())).isEqualTo(Plan.NOTHING);
        assertThat(schedule(told, List.of(node)).changes()).as("but binds").hasSize(1);
    }

    @Test
    void countsWhatOtherPodsAskFor() {
        Pod other =
                bound("other", "{containers: [{resources: {requests: {cpu: 1500m}}}]}", "Running");
        KubeObject small = pod("small", requests("cpu: 500m"));
        KubeObject large = pod("large", requests("cpu: 501m"));
        assertThat(schedule(small, List.of(node), other).changes()).hasSize(1);
        assertThat(refusal(large, other))
                .isEqualTo("0/1 nodes are available: 1 Insufficient cpu." + NO_VICTIMS);
    }

    @Test
    void podsThatHaveEndedTakeNoRoom() {
        Pod ended = bound("ended", requests("cpu: 2"), "Succeeded");
        assertThat(schedule(pod("web", requests("cpu: 2")), List.of(node), ended).changes())
                .hasSize(1);
    }

    @Test
    void namesAllThatIsShort() {
        assertThat(refusal(pod("web", requests("cpu: 3, memory: 2Gi"))))
                .isEqualTo(
                        "0/1 nodes are available: 1 Insufficient cpu, 1 Insufficient memory."
                                + NO_VICTIMS);
        assertThat(refusal(pod("web", requests("nvidia.com/gpu: 1"))))
                .isEqualTo("0/1 nodes are available: 1 Insufficient nvidia.com/gpu." + NO_VICTIMS);
    }

    @Test
    void initContainersNeedRoomBeforeTheOthersDo() {
        String spec =
                """
                {initContainers: [{resources: {requests: {cpu: 3}}}],
                 containers: [{resources: {requests: {cpu: 1}}}]}
                """;
        assertThat(refusal(pod("web", spec))).contains("1 Insufficient cpu");
        String sidecar =
                """
                {initContainers: [{restartPolicy: Always, resources: {requests: {cpu: 1500m}}}],
                 containers: [{resources: {requests: {cpu: 1}}}]}
                """;
        assertThat(refusal(pod("web", sidecar))).contains("1 Insufficient cpu");
    }

    @Test
    void saysThatThereAreTooManyPods() {
        KubeObject tiny =
                node("{}").with(tree -> tree.withObject("/status/allocatable").put("pods", "1"));
        Plan plan = schedule(pod("web", "{}"), List.of(tiny), bound("other", "{}", "Running"));
        assertThat(message(plan))
                .isEqualTo("0/1 nodes are available: 1 Too many pods." + NO_VICTIMS);
    }

    @Test
    void saysThatTheSelectorMatchesNoNode() {
        String expected =
                "0/1 nodes are available: 1 node(s) didn't match Pod's node affinity/selector."
                        + NO_HELP;
        assertThat(refusal(pod("web", "{nodeSelector: {disk: ssd}}"))).isEqualTo(expected);
        assertThat(refusal(pod("web", affinity("{key: disk, operator: In, values: [ssd]}"))))
                .isEqualTo(expected);
        assertThat(schedule(pod("web", "{nodeSelector: {zone: a}}"), List.of(node)).changes())
                .hasSize(1);
        assertThat(
                        schedule(
                                        pod(
                                                "web",
                                                affinity(
                                                        "{key: cores, operator: Gt, values:"
                                                                + " ['3']}")),
                                        List.of(node))
                                .changes())
                .hasSize(1);
    }

    @Test
    void saysThatTheNodeIsCordoned() {
        KubeObject cordoned = node("{unschedulable: true}");
        assertThat(message(schedule(pod("web", "{}"), List.of(cordoned))))
                .isEqualTo("0/1 nodes are available: 1 node(s) were unschedulable." + NO_HELP);
    }

    @Test
    void saysWhichTaintIsNotTolerated() {
        KubeObject tainted = node("{taints: [{key: gpu, value: 'yes', effect: NoSchedule}]}");
        assertThat(message(schedule(pod("web", "{}"), List.of(tainted))))
                .isEqualTo(
                        "0/1 nodes are available: 1 node(s) had untolerated taint {gpu: yes}."
                                + NO_HELP);
        String tolerant = "{tolerations: [{key: gpu, operator: Exists}]}";
        assertThat(schedule(pod("web", tolerant), List.of(tainted)).changes()).hasSize(1);
        KubeObject preferring = node("{taints: [{key: gpu, effect: PreferNoSchedule}]}");
        assertThat(schedule(pod("web", "{}"), List.of(preferring)).changes()).hasSize(1);
    }

    @Test
    void waitsForGates() {
        Plan plan = schedule(pod("web", "{schedulingGates: [{name: later}]}"), List.of(node));
        assertThat(plan.changes()).isEmpty();
        assertThat(status(plan).at("/conditions/0/reason").asText()).isEqualTo("SchedulingGated");
    }

    @Test
    void leavesOtherPodsAlone() {
        for (String spec : List.of("{nodeName: n1}", "{schedulerName: mine}")) {
            assertThat(schedule(pod("web", spec), List.of(node))).isEqualTo(Plan.NOTHING);
        }
    }

    private String refusal(KubeObject pod, Pod... others) {
        return message(schedule(pod, List.of(node), others));
    }

    private static String message(Plan plan) {
        return status(plan).at("/conditions/0/message").asText();
    }

    private static Plan schedule(KubeObject pod, List<KubeObject> nodes, Pod... others) {
        return new SchedulingReconciler()
                .reconcile(
                        new SchedulingReconciler.Observed(new Pod(pod), nodes, List.of(others)),
                        NOW);
    }

    private static String requests(String requests) {
        return "{containers: [{resources: {requests: {" + requests + "}}}]}";
    }

    private static String affinity(String expression) {
        return "{affinity: {nodeAffinity: {requiredDuringSchedulingIgnoredDuringExecution:"
                + " {nodeSelectorTerms: [{matchExpressions: ["
                + expression
                + "]}]}}}}";
    }

    private static KubeObject pod(String name, String spec) {
        return Given.object(
                Kinds.POD,
                name,
                "spec: " + spec.strip() + "\nstatus: {phase: Pending, qosClass: BestEffort}");
    }

    private static Pod bound(String name, String spec, String phase) {
        return new Pod(
                pod(name, spec)
                        .with(tree -> {
                            tree.withObject("/spec").put("nodeName", "n1");
                            tree.withObject("/status").put("phase", phase);
                        }));
    }

    private static KubeObject node(String spec) {
        return Given.object(
                Kinds.NODE,
                "n1",
                """
                metadata: {labels: {zone: a, cores: "4"}}
                spec: %s
                status: {allocatable: {cpu: "2", memory: 1Gi, pods: "110"}}
                """
                        .formatted(spec));
    }
}
