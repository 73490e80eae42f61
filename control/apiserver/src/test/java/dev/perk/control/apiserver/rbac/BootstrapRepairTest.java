package dev.perk.control.apiserver.rbac;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.perk.api.Kinds;
import dev.perk.api.ResourceKey;
import dev.perk.control.apiserver.auth.User;
import dev.perk.control.apiserver.registry.Admission;
import dev.perk.control.apiserver.registry.Registry;
import dev.perk.control.apiserver.registry.WriteOptions;
import dev.perk.control.apiserver.storage.Storage;
import dev.perk.kube.KubeObject;
import dev.perk.kube.store.Subresource;
import dev.perk.testing.testkit.FakeClock;
import java.util.List;
import java.util.Random;
import java.util.function.Consumer;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Upstream: {@code pkg/registry/rbac/reconciliation/reconcile_role_test.go}. */
class BootstrapRepairTest {
    private static final WriteOptions OPTIONS = WriteOptions.by(User.CONTROLLER);
    private static final ResourceKey DISCOVERY =
            ResourceKey.of(Kinds.CLUSTER_ROLE, "", "system:discovery");
    private static final ResourceKey MASTERS =
            ResourceKey.of(Kinds.CLUSTER_ROLE_BINDING, "", "cluster-admin");

    private final FakeClock clock = new FakeClock();
    private final Registry registry =
            new Registry(
                    Storage.inMemory(Kinds.SERVED, clock), Admission.NONE, clock, new Random(1));

    @BeforeEach
    void install() {
        BootstrapRepair.install(registry, OPTIONS);
    }

    private KubeObject get(ResourceKey key) {
        return registry.get(key).orElseThrow();
    }

    private void edit(ResourceKey key, Consumer<ObjectNode> edit) {
        registry.update(key, get(key).with(edit).tree(), Subresource.MAIN, OPTIONS);
    }

    @Test
    void aSecondStartChangesNothing() {
        long before = registry.revision();

        BootstrapRepair.install(registry, OPTIONS);

        assertThat(registry.revision()).isEqualTo(before);
    }

    @Test
    void bringsBackWhatWasTakenAwayAndKeepsWhatWasAdded() {
        edit(
                DISCOVERY,
                role -> {
                    role.withArray("/rules").removeAll();
                    role.withArray("/rules")
                            .add(PolicyRule.ofPaths(List.of("get"), List.of("/mine")).tree());
                });
        edit(MASTERS, binding -> binding.withArray("/subjects").removeAll());

        BootstrapRepair.install(registry, OPTIONS);

        assertThat(PolicyRule.readAll(get(DISCOVERY).tree()))
                .hasSize(2)
                .anyMatch(rule -> rule.nonResourceUrls().contains("/mine"))
                .anyMatch(rule -> rule.nonResourceUrls().contains("/apis/*"));
        assertThat(get(MASTERS).tree().at("/subjects/0/name").asText()).isEqualTo("system:masters");
    }

    @Test
    void leavesAloneWhatSaysSo() {
        edit(
                DISCOVERY,
                role -> {
                    role.withArray("/rules").removeAll();
                    role.withObject("/metadata/annotations")
                            .put(BootstrapPolicy.AUTO_UPDATE, "false");
                });

        BootstrapRepair.install(registry, OPTIONS);

        assertThat(get(DISCOVERY).tree().path("rules")).isEmpty();
    }
}
