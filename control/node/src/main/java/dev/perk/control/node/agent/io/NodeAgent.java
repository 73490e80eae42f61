package dev.perk.control.node.agent.io;

import dev.perk.api.Kinds;
import dev.perk.api.NamespacedName;
import dev.perk.control.node.agent.ContainerState;
import dev.perk.control.node.runtime.Container;
import dev.perk.control.node.runtime.ContainerCommand;
import dev.perk.control.node.runtime.PodConnection;
import dev.perk.control.node.runtime.Sandbox;
import dev.perk.kube.KubeObject;
import dev.perk.kube.store.ObjectCache;
import java.io.IOException;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Runs the pods that are bound to this node: one {@link PodWorker} for each, made when the pod
 * appears and gone with it.
 *
 * <p>A pod that was recreated under the same name is another pod: workers are told apart by uid.
 */
public final class NodeAgent implements AutoCloseable {
    private static final Duration STOP = Duration.ofSeconds(10);

    private final NodeParts parts;
    private final NodeRegistration registration;
    private final Map<String, PodWorker> workers = new ConcurrentHashMap<>();
    private final Map<NamespacedName, PodWorker> byName = new ConcurrentHashMap<>();

    /**
     * Begins to follow {@code pods}, which must not have been started yet, so that nothing is
     * missed.
     *
     * @param nodeInfo what the Node object says of this machine
     */
    public NodeAgent(NodeParts parts, NodeRegistration.NodeInfo nodeInfo, ObjectCache pods) {
        if (!pods.type().equals(Kinds.POD)) {
            throw new IllegalArgumentException("a cache of " + pods.type() + " (expected: pods)");
        }
        this.parts = parts;
        this.registration = new NodeRegistration(parts, nodeInfo);
        pods.addHandler(this::onChange);
    }

    /** Makes the Node object and keeps its lease alive. */
    public void start() {
        registration.start();
    }

    private void onChange(@Nullable KubeObject before, @Nullable KubeObject after) {
        if (before != null && (after == null || !after.uid().equals(before.uid()))) {
            PodWorker worker = workers.get(before.uid());
            if (worker != null) {
                worker.vanished();
            }
        }
        if (after == null || !after.spec().path("nodeName").asText().equals(parts.nodeName())) {
            return;
        }
        PodWorker known = workers.get(after.uid());
        if (known != null) {
            known.podChanged(after);
        } else if (!isOver(after)) {
            begin(after);
        }
    }

    private static boolean isOver(KubeObject pod) {
        String phase = pod.status().path("phase").asText();
        return phase.equals("Succeeded") || phase.equals("Failed");
    }

    private void begin(KubeObject pod) {
        var worker = new PodWorker(pod, parts, () -> forget(pod));
        workers.put(pod.uid(), worker);
        byName.put(pod.namespacedName(), worker);
        worker.start();
    }

    private void forget(KubeObject pod) {
        PodWorker ended = workers.remove(pod.uid());
        if (ended != null) {
            byName.remove(pod.namespacedName(), ended);
        }
        synchronized (workers) {
            workers.notifyAll();
        }
    }

    /** What became of a wish to read a log. */
    public sealed interface LogAnswer {
        /**
         * @param stop ends it early
         */
        record Reading(Runnable stop) implements LogAnswer {}

        /**
         * @param why in kubelet's words, for a 400
         */
        record Refused(String why) implements LogAnswer {}
    }

    /**
     * What to read of a container's log.
     *
     * @param container empty for the pod's default
     * @param previous the run before this one
     */
    public record LogQuery(String container, boolean previous, PodLogReader.Query lines) {}

    /**
     * Writes a log to {@code out}.
     *
     * @param end is called once when there is nothing more to come; not after an early stop
     */
    public LogAnswer readLog(
            NamespacedName pod, LogQuery query, Consumer<byte[]> out, Runnable end) {
        PodWorker worker = byName.get(pod);
        if (worker == null) {
            return new LogAnswer.Refused(
                    "pod " + pod.name() + " does not run on node " + parts.nodeName());
        }
        Optional<String> name =
                query.container().isEmpty()
                        ? worker.defaultContainer()
                        : Optional.of(query.container());
        if (name.isEmpty()) {
            return new LogAnswer.Refused(
                    "a container name must be specified for pod "
                            + pod.name()
                            + ", choose one of: ["
                            + String.join(" ", worker.containerNames())
                            + "]");
        }
        Optional<PodContainer> container = worker.container(name.get());
        if (container.isEmpty()) {
            return new LogAnswer.Refused(
                    "container " + name.get() + " is not valid for pod " + pod.name());
        }
        ContainerLog log = query.previous() ? container.get().previousLog() : container.get().log();
        if (log == null) {
            return new LogAnswer.Refused(
                    query.previous()
                            ? "previous terminated container \""
                                    + name.get()
                                    + "\" in pod \""
                                    + pod.name()
                                    + "\" not found"
                            : "container \""
                                    + name.get()
                                    + "\" in pod \""
                                    + pod.name()
                                    + "\" is waiting to start: "
                                    + waitingReason(container.get()));
        }
        try {
            return new LogAnswer.Reading(PodLogReader.read(log, query.lines(), out, end));
        } catch (IOException e) {
            return new LogAnswer.Refused(
                    "cannot read the log of container " + name.get() + ": " + e.getMessage());
        }
    }

    private static String waitingReason(PodContainer container) {
        return container.view().state() instanceof ContainerState.Waiting(String reason, String _)
                ? reason
                : "ContainerCreating";
    }

    /**
     * Runs a command in a container, to be talked to.
     *
     * @return why not, in kubelet's words, if that cannot be
     */
    public ContainerCommand.Result exec(
            NamespacedName pod, String container, ContainerCommand.Wish wish) {
        Optional<Container> running = container(pod, container).map(PodContainer::running);
        return running.isPresent() ? running.get().open(wish) : notFound(container);
    }

    /** Joins the first process of a container; otherwise like {@link #exec}. */
    public ContainerCommand.Result attach(NamespacedName pod, String container) {
        Optional<ContainerCommand> joined = container(pod, container).map(PodContainer::attach);
        return joined.isPresent()
                ? new ContainerCommand.Result.Begun(joined.get())
                : notFound(container);
    }

    /**
     * Connects to a port as the pod's own programs would.
     *
     * @throws IOException if nobody listens there
     */
    public PodConnection connect(NamespacedName pod, int port) throws IOException {
        Optional<Sandbox> sandbox =
                Optional.ofNullable(byName.get(pod)).flatMap(PodWorker::sandbox);
        if (sandbox.isEmpty()) {
            throw new IOException(
                    "pod " + pod.name() + " does not run on node " + parts.nodeName());
        }
        return sandbox.get().connect(port);
    }

    private Optional<PodContainer> container(NamespacedName pod, String name) {
        return Optional.ofNullable(byName.get(pod)).flatMap(worker -> worker.container(name));
    }

    private static ContainerCommand.Result notFound(String container) {
        return new ContainerCommand.Result.Refused("container not found (\"" + container + "\")");
    }

    /** Asks all pods to stop. */
    void beginClose() {
        registration.close();
        workers.values().forEach(PodWorker::close);
    }

    /** Stops all pods and leaves their objects: a later start brings them up again. */
    @Override
    public void close() {
        beginClose();
        long deadline = parts.scheduler().nanoTime() + STOP.toNanos();
        synchronized (workers) {
            try {
                for (long left = STOP.toMillis(); left > 0 && !workers.isEmpty(); ) {
                    workers.wait(left);
                    left = Duration.ofNanos(deadline - parts.scheduler().nanoTime()).toMillis();
                }
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
    }
}
