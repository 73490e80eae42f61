package dev.perk.control.apiserver.rest;

import dev.perk.kube.KubeObject;
import java.io.InputStream;
import java.time.Instant;
import java.util.Optional;
import java.util.OptionalLong;

/** What containers have written: the node's answer to {@code kubectl logs}. */
public interface PodLogs {

    /**
     * Opens the log of a container.
     *
     * @param pod as it is now; the container is one of its own and has been started
     * @return the lines, oldest first. A read returns what there is and, while the log is followed,
     *     waits for more; it ends when the container has. Closing it, from another thread, ends a
     *     read that waits
     * @throws dev.perk.kube.store.ApiException in the kubelet's words, if there is no such log
     */
    InputStream open(KubeObject pod, String container, Options options);

    /**
     * Which part of a log is wanted.
     *
     * @param follow go on while the container runs
     * @param previous of the container that ran before this one
     * @param timestamps begin every line with its time
     * @param since only lines from then on
     * @param tailLines only the last so many lines, before following
     * @param limitBytes at most so many bytes
     */
    record Options(
            boolean follow,
            boolean previous,
            boolean timestamps,
            Optional<Instant> since,
            OptionalLong tailLines,
            OptionalLong limitBytes) {}

    /** Where no node runs anything. */
    static PodLogs none() {
        return (_, _, _) -> {
            throw Refusals.notBuilt("a node that keeps logs");
        };
    }
}
