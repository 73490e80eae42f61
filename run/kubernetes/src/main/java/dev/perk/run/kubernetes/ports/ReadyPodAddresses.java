package dev.perk.run.kubernetes.ports;

import dev.perk.api.Kinds;
import dev.perk.api.Labels;
import dev.perk.api.RevisionKey;
import dev.perk.kube.KubeObject;
import dev.perk.kube.store.ObjectCache;
import dev.perk.kube.store.ObjectCaches;
import dev.perk.run.ports.ReadyPodCount;
import dev.perk.scaling.metrics.PodSample.Candidate;
import dev.perk.scaling.metrics.io.RevisionPods;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** Where the ready pods of a revision are, from the cache. */
public final class ReadyPodAddresses implements RevisionPods {
    private final ObjectCache pods;

    public ReadyPodAddresses(ObjectCaches caches) {
        pods = caches.of(Kinds.POD);
    }

    @Override
    public List<Candidate> ready(RevisionKey revision) {
        return pods.labelled(revision.namespace(), Labels.REVISION, revision.name()).stream()
                .filter(ReadyPodCount::isReady)
                .map(ReadyPodAddresses::candidate)
                .toList();
    }

    private static Candidate candidate(KubeObject pod) {
        Instant started =
                Optional.of(pod.status().path("startTime").asText())
                        .filter(text -> !text.isEmpty())
                        .map(Instant::parse)
                        .or(pod::created)
                        .orElse(Instant.EPOCH);
        return new Candidate(pod.status().path("podIP").asText(), started);
    }
}
