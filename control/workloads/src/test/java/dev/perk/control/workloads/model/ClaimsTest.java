package dev.perk.control.workloads.model;

import static org.assertj.core.api.Assertions.assertThat;

import dev.perk.api.Kinds;
import dev.perk.control.workloads.Given;
import dev.perk.kube.KubeObject;
import dev.perk.kube.control.Change;
import dev.perk.kube.store.Selector;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Upstream: {@code pkg/controller} TestClaimPods. */
class ClaimsTest {
    private static final Selector WEB = Selector.of(Map.of("app", "web"));

    private final KubeObject owner = Given.object(Kinds.REPLICA_SET, "rs", "");

    @Test
    void keepsWhatItControlsAndSelects() {
        KubeObject pod = pod("a", "web", "uid-rs");
        assertThat(Claims.of(owner, WEB, List.of(pod)))
                .isEqualTo(new Claims(List.of(pod), List.of()));
    }

    @Test
    void adoptsAnOrphanThatItSelects() {
        Claims claims = Claims.of(owner, WEB, List.of(pod("a", "web", "")));
        assertThat(claims.owned()).isEmpty();
        assertThat(merge(claims))
                .isEqualTo(
                        Given.yaml(
                                """
                                metadata:
                                  resourceVersion: "1"
                                  ownerReferences:
                                  - {apiVersion: apps/v1, kind: ReplicaSet, name: rs, uid: uid-rs,
                                     controller: true, blockOwnerDeletion: true}
                                """));
    }

    @Test
    void releasesWhatItControlsButDoesNotSelectAnyMore() {
        Claims claims = Claims.of(owner, WEB, List.of(pod("a", "debug", "uid-rs")));
        assertThat(claims.owned()).isEmpty();
        assertThat(merge(claims).at("/metadata/ownerReferences")).isEmpty();
    }

    @Test
    void leavesAloneWhatAnotherControls() {
        Claims claims = Claims.of(owner, WEB, List.of(pod("a", "web", "uid-other")));
        assertThat(claims).isEqualTo(new Claims(List.of(), List.of()));
    }

    @Test
    void adoptsNothingThatIsBeingDeleted() {
        KubeObject going = deleting(pod("a", "web", ""));
        assertThat(Claims.of(owner, WEB, List.of(going)).changes()).isEmpty();
    }

    @Test
    void anOwnerThatIsBeingDeletedNeitherAdoptsNorReleases() {
        List<KubeObject> pods = List.of(pod("a", "web", ""), pod("b", "debug", "uid-rs"));
        assertThat(Claims.of(deleting(owner), WEB, pods).changes()).isEmpty();
    }

    private static com.fasterxml.jackson.databind.JsonNode merge(Claims claims) {
        return ((Change.Merge) claims.changes().getFirst()).changes();
    }

    private static KubeObject deleting(KubeObject object) {
        return object.with(tree ->
                tree.withObject("/metadata").put("deletionTimestamp", "2026-01-01T00:00:00Z"));
    }

    private static KubeObject pod(String name, String app, String controller) {
        String owners =
                controller.isEmpty()
                        ? ""
                        : "ownerReferences: [{kind: ReplicaSet, apiVersion: apps/v1, name: x, uid: "
                                + controller
                                + ", controller: true}]";
        return Given.object(
                Kinds.POD,
                name,
                """
                metadata:
                  labels: {app: %s}
                  %s
                """
                        .formatted(app, owners));
    }
}
