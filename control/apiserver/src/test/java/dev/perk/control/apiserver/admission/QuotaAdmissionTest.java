package dev.perk.control.apiserver.admission;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.perk.api.Kinds;
import dev.perk.api.ResourceKey;
import dev.perk.api.ResourceType;
import dev.perk.api.StoredKinds;
import dev.perk.api.text.Yaml;
import dev.perk.control.apiserver.auth.User;
import dev.perk.control.apiserver.registry.Bootstrap;
import dev.perk.control.apiserver.registry.QuotaLedger;
import dev.perk.control.apiserver.registry.Registry;
import dev.perk.control.apiserver.registry.WriteOptions;
import dev.perk.control.apiserver.storage.StorageFixture;
import dev.perk.kube.store.Patch;
import dev.perk.kube.store.Subresource;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Upstream: {@code k8s.io/apiserver pkg/admission/plugin/resourcequota}. */
class QuotaAdmissionTest {
    private final StorageFixture fixture = new StorageFixture();
    private final WriteOptions byUser = WriteOptions.by(User.ADMIN);
    private final Registry registry =
            new Registry(
                    fixture.storage,
                    new QuotaAdmission(new QuotaLedger(fixture.storage)),
                    fixture.clock,
                    new Random(1));

    QuotaAdmissionTest() {
        Bootstrap.createNamespaces(registry, byUser);
        create(StoredKinds.RESOURCE_QUOTA, "q", "{spec: {hard: {configmaps: 2}}}", byUser);
        registry.patch(
                quota(),
                new Patch.MergePatch(
                        yaml("{status: {hard: {configmaps: '2'}, used: {configmaps: '0'}}}")),
                Subresource.STATUS,
                byUser);
    }

    private static ObjectNode yaml(String text) {
        return (ObjectNode) Yaml.parse(text).optional().orElseThrow();
    }

    private static ResourceKey quota() {
        return ResourceKey.of(StoredKinds.RESOURCE_QUOTA, "default", "q");
    }

    private void create(ResourceType type, String name, String text, WriteOptions options) {
        ObjectNode object = yaml(text);
        object.withObject("/metadata").put("name", name);
        registry.create(type, "default", object, options);
    }

    private String used() {
        return registry.get(quota()).orElseThrow().status().at("/used/configmaps").asText();
    }

    @Test
    void refusesTheOneForWhichThereIsNoRoom() {
        create(Kinds.CONFIG_MAP, "a", "{}", byUser);
        create(Kinds.CONFIG_MAP, "b", "{}", byUser);
        assertThat(used()).as("written down at once").isEqualTo("2");
        assertThatThrownBy(() -> create(Kinds.CONFIG_MAP, "c", "{}", byUser))
                .hasMessage(
                        "configmaps \"c\" is forbidden: exceeded quota: q, requested: configmaps=1,"
                                + " used: configmaps=2, limited: configmaps=2");
        create(Kinds.SECRET, "s", "{}", byUser);
    }

    @Test
    void whatDoesNotComeToExistUsesNothing() {
        create(Kinds.CONFIG_MAP, "a", "{}", byUser);
        create(Kinds.CONFIG_MAP, "dry", "{}", new WriteOptions(User.ADMIN, true, "t", _ -> {}));
        assertThatThrownBy(() -> create(Kinds.CONFIG_MAP, "a", "{}", byUser))
                .hasMessageContaining("already exists");
        assertThat(used()).isEqualTo("1");
    }
}
