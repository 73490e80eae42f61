package dev.perk.control.apiserver.admission;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.perk.api.Kinds;
import dev.perk.api.ResourceType;
import dev.perk.api.StoredKinds;
import dev.perk.api.text.Yaml;
import dev.perk.control.apiserver.auth.User;
import dev.perk.control.apiserver.registry.Bootstrap;
import dev.perk.control.apiserver.registry.Registry;
import dev.perk.control.apiserver.registry.WriteOptions;
import dev.perk.control.apiserver.storage.StorageFixture;
import dev.perk.kube.KubeObject;
import dev.perk.kube.store.Patch;
import dev.perk.kube.store.Subresource;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class UnattendedKindsTest {
    private final StorageFixture fixture = new StorageFixture();
    private final List<String> warnings = new ArrayList<>();
    private final WriteOptions byUser = new WriteOptions(User.ADMIN, false, "test", warnings::add);
    private final Registry registry =
            new Registry(fixture.storage, new UnattendedKinds(), fixture.clock, new Random(1));

    UnattendedKindsTest() {
        Bootstrap.createNamespaces(registry, byUser);
    }

    @Test
    void whoCreatesAStatefulSetHearsThatItStartsNoPods() {
        KubeObject created = create(StoredKinds.STATEFUL_SET);
        assertThat(warnings)
                .containsExactly(
                        "this server stores the StatefulSet and runs no controller for it: it"
                                + " starts no pods");

        registry.patch(
                created.key(),
                new Patch.MergePatch(yaml("{spec: {replicas: 2}}")),
                Subresource.MAIN,
                byUser);
        assertThat(warnings).as("said once, at the beginning").hasSize(1);
    }

    @Test
    void kindsThatAreOnlyReadNeedNoController() {
        create(StoredKinds.POD_DISRUPTION_BUDGET);
        create(StoredKinds.CONTROLLER_REVISION);
        create(StoredKinds.POD_TEMPLATE);
        create(Kinds.DEPLOYMENT);
        assertThat(warnings).isEmpty();
    }

    private KubeObject create(ResourceType type) {
        return registry.create(type, "default", yaml("{metadata: {name: a}}"), byUser);
    }

    private static ObjectNode yaml(String text) {
        return (ObjectNode) Yaml.parse(text).optional().orElseThrow();
    }
}
