package dev.perk.control.apiserver.builtin;

import static dev.perk.control.apiserver.builtin.BuiltInDefaults.numeric;
import static dev.perk.control.apiserver.builtin.BuiltInDefaults.textual;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.perk.api.Kinds;
import dev.perk.api.StoredKinds;
import dev.perk.api.admission.Trees;

/**
 * StatefulSets, DaemonSets and ReplicationControllers. Source: {@code kubernetes
 * pkg/apis/apps/v1/defaults.go}, {@code pkg/apis/core/v1/defaults.go}.
 */
final class StatefulDefaults {
    private static final String ROLLING = "RollingUpdate";

    private StatefulDefaults() {}

    static void statefulSet(ObjectNode statefulSet) {
        WorkloadDefaults.replicaSet(statefulSet);
        Trees.edit(
                statefulSet,
                "spec",
                spec -> {
                    textual(spec, "podManagementPolicy", "OrderedReady");
                    numeric(spec, "revisionHistoryLimit", 10);
                    Trees.edit(
                            spec,
                            "updateStrategy",
                            strategy -> {
                                textual(strategy, "type", ROLLING);
                                if (strategy.path("type").asText().equals(ROLLING)) {
                                    Trees.edit(
                                            strategy,
                                            "rollingUpdate",
                                            rolling -> numeric(rolling, "partition", 0));
                                }
                            });
                    Trees.edit(
                            spec,
                            "persistentVolumeClaimRetentionPolicy",
                            policy -> {
                                textual(policy, "whenDeleted", "Retain");
                                textual(policy, "whenScaled", "Retain");
                            });
                    for (ObjectNode claim : Trees.objects(spec, "volumeClaimTemplates")) {
                        textual(claim, "apiVersion", Kinds.POD.apiVersion());
                        textual(claim, "kind", StoredKinds.PERSISTENT_VOLUME_CLAIM.kind());
                        StorageDefaults.claim(claim);
                        Trees.edit(claim, "status", status -> textual(status, "phase", "Pending"));
                    }
                });
    }

    static void daemonSet(ObjectNode daemonSet) {
        Trees.edit(
                daemonSet,
                "spec",
                spec -> {
                    WorkloadDefaults.template(spec);
                    numeric(spec, "revisionHistoryLimit", 10);
                    Trees.edit(
                            spec,
                            "updateStrategy",
                            strategy -> {
                                textual(strategy, "type", ROLLING);
                                if (strategy.path("type").asText().equals(ROLLING)) {
                                    Trees.edit(
                                            strategy,
                                            "rollingUpdate",
                                            rolling -> {
                                                numeric(rolling, "maxUnavailable", 1);
                                                numeric(rolling, "maxSurge", 0);
                                            });
                                }
                            });
                });
    }

    static void replicationController(ObjectNode controller) {
        Trees.edit(
                controller,
                "spec",
                spec -> {
                    numeric(spec, "replicas", 1);
                    WorkloadDefaults.template(spec);
                    if (spec.at("/template/metadata/labels") instanceof ObjectNode labels) {
                        if (spec.path("selector").isEmpty()) {
                            spec.set("selector", labels.deepCopy());
                        }
                        Trees.edit(
                                controller,
                                "metadata",
                                metadata -> {
                                    if (metadata.path("labels").isEmpty()) {
                                        metadata.set("labels", labels.deepCopy());
                                    }
                                });
                    }
                });
    }
}
