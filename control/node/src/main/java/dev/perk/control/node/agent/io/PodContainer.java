package dev.perk.control.node.agent.io;

import dev.perk.control.node.agent.ContainerView;
import dev.perk.control.node.runtime.Container;
import dev.perk.control.node.runtime.ContainerCommand;
import dev.perk.control.node.runtime.Sandbox;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * One container of a pod: one made from an image, or the queue-proxy, which is a part of this
 * process. Only tasks of the pod's worker call it, but for the logs and what reaches into it.
 */
interface PodContainer {

    String name();

    /** As the Pod's status shows it. */
    ContainerView view();

    /** Whether it has never been started, and nothing is under way that would start it. */
    boolean waits();

    void start(Sandbox room);

    /** Whether something of it runs. */
    boolean isUp();

    /** The pod stops: no more probes, no more restarts. */
    void settle();

    /**
     * Asks it to end.
     *
     * @param grace until it is made to
     */
    void stop(Duration grace);

    /** Makes it end. */
    void kill();

    /** What its current run can be reached by; null if nothing runs. */
    @Nullable Container running();

    /** Joins its current run; null if there is nothing to hear. */
    @Nullable ContainerCommand attach();

    /** What its current run has written; null if it has none. */
    @Nullable ContainerLog log();

    /** What the run before has written. */
    @Nullable ContainerLog previousLog();
}
