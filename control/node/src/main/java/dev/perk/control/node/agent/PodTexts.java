package dev.perk.control.node.agent;

import dev.perk.kube.KubeObject;
import java.time.Duration;

/** What a kubelet says about pods, word for word. Source: kubernetes {@code pkg/kubelet}. */
public final class PodTexts {
    private PodTexts() {}

    /** The message of a container in {@code CrashLoopBackOff}. */
    public static String backOff(Duration delay, String container, KubeObject pod) {
        return "back-off "
                + delay.toSeconds()
                + "s restarting failed container="
                + container
                + " pod="
                + full(pod);
    }

    /** The event that goes with it. */
    public static String backOffEvent(String container, KubeObject pod) {
        return "Back-off restarting failed container " + container + " in pod " + full(pod);
    }

    /** {@code NAME_NAMESPACE(UID)}. */
    static String full(KubeObject pod) {
        return pod.name() + "_" + pod.namespace() + "(" + pod.uid() + ")";
    }
}
