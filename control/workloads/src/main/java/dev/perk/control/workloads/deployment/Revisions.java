package dev.perk.control.workloads.deployment;

import dev.perk.api.Annotations;
import dev.perk.control.workloads.model.ReplicaSet;
import dev.perk.kube.control.Change;
import dev.perk.kube.store.Deletion;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;

/**
 * The annotations by which {@code kubectl rollout} finds its way: which version a ReplicaSet was,
 * and for what size it was made. Source: kubernetes {@code
 * pkg/controller/deployment/util/deployment_util.go SetNewReplicaSetAnnotations}.
 */
final class Revisions {
    /** All revisions that a ReplicaSet had before rollbacks gave it a new one. */
    static final String HISTORY = "deployment.kubernetes.io/revision-history";

    private static final int LONGEST_HISTORY = 2000;

    /** These belong to one object and are not handed on. */
    private static final Set<String> OWN =
            Set.of(
                    Annotations.LAST_APPLIED,
                    Annotations.DEPLOYMENT_REVISION,
                    HISTORY,
                    Annotations.DESIRED_REPLICAS,
                    Annotations.MAX_REPLICAS,
                    "deprecated.deployment.rollback.to");

    static final Comparator<ReplicaSet> BY_REVISION =
            Comparator.comparingLong(each -> each.number(Annotations.DEPLOYMENT_REVISION, 0));

    private Revisions() {}

    /** What the Deployment hands on to the ReplicaSets that it makes. */
    static Map<String, String> inherited(Deployment deployment) {
        Map<String, String> inherited = new LinkedHashMap<>(deployment.object().annotations());
        inherited.keySet().removeAll(OWN);
        return inherited;
    }

    /** The size that a ReplicaSet is made for, by which a later change of it is noticed. */
    static Map<String, String> size(Deployment deployment) {
        return Map.of(
                Annotations.DESIRED_REPLICAS, Integer.toString(deployment.replicas()),
                Annotations.MAX_REPLICAS,
                        Integer.toString(deployment.replicas() + deployment.surge()));
    }

    /**
     * What the current ReplicaSet must say: a rollback to an old one makes it the newest again. An
     * old ReplicaSet that was deleted does not take the number back.
     */
    static Map<String, String> current(Deployment deployment, Family family, ReplicaSet current) {
        Map<String, String> wanted = inherited(deployment);
        long newest = family.lastRevision() + 1;
        long known = current.number(Annotations.DEPLOYMENT_REVISION, 0);
        if (known < newest) {
            wanted.put(Annotations.DEPLOYMENT_REVISION, Long.toString(newest));
            if (known > 0) {
                wanted.put(HISTORY, history(current, known));
            }
        }
        return wanted;
    }

    /** The revision of the current ReplicaSet, once it says what {@link #current} wants. */
    static String of(Deployment deployment, Family family, ReplicaSet current) {
        return current(deployment, family, current)
                .getOrDefault(
                        Annotations.DEPLOYMENT_REVISION,
                        Long.toString(current.number(Annotations.DEPLOYMENT_REVISION, 0)));
    }

    static Change delete(ReplicaSet obsolete) {
        return new Change.Delete(
                obsolete.object().key(),
                new Deletion(
                        Deletion.Propagation.BACKGROUND,
                        OptionalLong.empty(),
                        Optional.of(obsolete.object().uid()),
                        OptionalLong.empty()));
    }

    private static String history(ReplicaSet replicaSet, long last) {
        String before = replicaSet.object().annotation(HISTORY).orElse("");
        String history = before.isEmpty() ? Long.toString(last) : before + "," + last;
        while (history.length() > LONGEST_HISTORY) {
            history = history.substring(history.indexOf(',') + 1);
        }
        return history;
    }
}
