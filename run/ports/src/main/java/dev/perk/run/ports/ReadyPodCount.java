package dev.perk.run.ports;

import com.fasterxml.jackson.databind.JsonNode;
import dev.perk.api.Kinds;
import dev.perk.api.Labels;
import dev.perk.api.RevisionKey;
import dev.perk.kube.KubeObject;
import dev.perk.kube.store.ObjectCache;
import dev.perk.kube.store.ObjectCaches;
import dev.perk.scaling.autoscaler.ReadyPods;
import java.util.OptionalInt;

/** Ready pods, counted in the cache that the controllers read. */
public final class ReadyPodCount implements ReadyPods {
    private final ObjectCache pods;

    public ReadyPodCount(ObjectCaches caches) {
        pods = caches.of(Kinds.POD);
    }

    @Override
    public OptionalInt count(RevisionKey revision) {
        return OptionalInt.of(
                (int)
                        pods
                                .labelled(revision.namespace(), Labels.REVISION, revision.name())
                                .stream()
                                .filter(ReadyPodCount::isReady)
                                .count());
    }

    /** Whether a pod is Running, Ready and not being deleted. */
    public static boolean isReady(KubeObject pod) {
        if (pod.isDeleting() || !pod.status().path("phase").asText().equals("Running")) {
            return false;
        }
        for (JsonNode condition : pod.status().path("conditions")) {
            if (condition.path("type").asText().equals("Ready")) {
                return condition.path("status").asText().equals("True");
            }
        }
        return false;
    }
}
