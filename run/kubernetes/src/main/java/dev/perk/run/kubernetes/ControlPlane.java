package dev.perk.run.kubernetes;

import com.fasterxml.jackson.databind.JsonNode;
import dev.perk.api.Kinds;
import dev.perk.api.Namespaces;
import dev.perk.api.ResourceKey;
import dev.perk.api.config.InvalidConfigException;
import dev.perk.api.config.LeaderElectionConfig;
import dev.perk.api.config.ServingConfig;
import dev.perk.api.why.Journal;
import dev.perk.control.controllers.watch.ControllerParts;
import dev.perk.control.controllers.watch.Leadership;
import dev.perk.kube.Json;
import dev.perk.kube.KubeObject;
import dev.perk.kube.config.LiveConfig;
import dev.perk.kube.control.EventRecorder;
import dev.perk.kube.io.SystemScheduler;
import dev.perk.kube.store.ObjectCaches;
import dev.perk.kube.store.Store;
import dev.perk.run.ports.Started;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * What both processes with controllers are built from.
 *
 * @param config follows the ConfigMaps once the caches have started
 */
record ControlPlane(
        Store store,
        SystemScheduler scheduler,
        ObjectCaches caches,
        LiveConfig config,
        Journal journal,
        LeaderElectionConfig leaderElection) {
    /** Knative's {@code DefaultThreadsPerController}. */
    private static final int WORKERS = 2;

    private static final int JOURNAL_SUBJECTS = 10_000;
    private static final int JOURNAL_ENTRIES = 64;

    /**
     * Reads from the cluster what must be known before controllers are built.
     *
     * @throws InvalidConfigException if it is not configured in a way that can be used
     */
    static ControlPlane open(Started started, Store store, String clusterDomain) {
        SystemScheduler scheduler = started.keep(new SystemScheduler());
        ObjectCaches caches = started.keep(new ObjectCaches(store, scheduler));
        var config = new LiveConfig(ServingConfig.inCluster(clusterDomain));
        config.follow(caches.of(Kinds.CONFIG_MAP));
        return new ControlPlane(
                store,
                scheduler,
                caches,
                config,
                new Journal(JOURNAL_SUBJECTS, JOURNAL_ENTRIES),
                leaderElection(store));
    }

    private static LeaderElectionConfig leaderElection(Store store) {
        JsonNode data =
                store.get(
                                ResourceKey.of(
                                        Kinds.CONFIG_MAP,
                                        Namespaces.KNATIVE_SERVING,
                                        LeaderElectionConfig.NAME))
                        .map(KubeObject::tree)
                        .map(tree -> tree.path("data"))
                        .orElse(Json.object());
        Map<String, String> texts = new LinkedHashMap<>();
        data.properties().forEach(entry -> texts.put(entry.getKey(), entry.getValue().asText()));
        return LeaderElectionConfig.parse(texts);
    }

    ControllerParts parts(Leadership leads) {
        return new ControllerParts(
                store,
                caches,
                config,
                new EventRecorder(store, scheduler),
                journal,
                scheduler,
                WORKERS,
                leads);
    }
}
