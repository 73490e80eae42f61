package dev.perk.control.node.agent.io;

import dev.perk.kube.KubeObject;
import dev.perk.kube.control.EventNote;

/** What a container needs of its pod. */
interface PodHome {

    /** The Pod as last seen. */
    KubeObject pod();

    /** Runs a task in the pod's turn. */
    void execute(Runnable task);

    /** Whether the pod is on its way out. */
    boolean isStopping();

    /** A container has begun a run: what answers for it may be asked now. */
    void runBegan();

    /** A container's run has ended: what was known of it is void. */
    void runEnded();

    /** Something about the container has changed; called in the pod's turn. */
    void changed();

    void tell(EventNote event);
}
