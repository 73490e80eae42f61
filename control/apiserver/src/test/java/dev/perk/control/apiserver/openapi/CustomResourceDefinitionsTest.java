package dev.perk.control.apiserver.openapi;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.perk.api.Kinds;
import dev.perk.api.ResourceKey;
import dev.perk.control.apiserver.auth.User;
import dev.perk.control.apiserver.registry.Admission;
import dev.perk.control.apiserver.registry.ListQuery;
import dev.perk.control.apiserver.registry.Registry;
import dev.perk.control.apiserver.registry.WriteOptions;
import dev.perk.control.apiserver.storage.Storage;
import dev.perk.kube.KubeObject;
import dev.perk.testing.testkit.FakeClock;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Upstream: {@code knative/serving config/core/300-resources}. */
class CustomResourceDefinitionsTest {
    private static final String SCHEMA = "/spec/versions/0/schema/openAPIV3Schema/properties";

    private final FakeClock clock = new FakeClock();
    private final Registry registry =
            new Registry(
                    Storage.inMemory(Kinds.SERVED, clock), Admission.NONE, clock, new Random(1));

    @Test
    void describesServicesAsKnativeDoes() {
        ObjectNode service = CustomResourceDefinitions.all().getFirst();

        assertThat(service.at("/metadata/name").asText()).isEqualTo("services.serving.knative.dev");
        assertThat(service.at("/metadata/labels").path("duck.knative.dev/podspecable").asText())
                .isEqualTo("true");
        JsonNode container =
                service.at(
                        SCHEMA
                                + "/spec/properties/template/properties/spec/properties/containers/items");
        assertThat(container.at("/properties/ports/items/properties/protocol/default").asText())
                .isEqualTo("TCP");
        assertThat(container.at("/properties/env/x-kubernetes-list-map-keys/0").asText())
                .isEqualTo("name");
        assertThat(container.at("/properties/env/items/required/0").asText()).isEqualTo("name");
        assertThat(
                        container
                                .at(
                                        "/properties/resources/properties/limits/additionalProperties/x-kubernetes-int-or-string")
                                .asBoolean())
                .isTrue();
    }

    @Test
    void areEstablishedOnceAndLeftAloneAfterwards() {
        WriteOptions options = WriteOptions.by(User.CONTROLLER);
        CustomResourceDefinitions.install(registry, options, clock.instant());
        long revision = registry.revision();
        KubeObject routes =
                registry.get(
                                ResourceKey.of(
                                        Kinds.CUSTOM_RESOURCE_DEFINITION,
                                        "",
                                        "routes.serving.knative.dev"))
                        .orElseThrow();

        CustomResourceDefinitions.install(registry, options, clock.instant());

        assertThat(routes.status().at("/conditions/1/type").asText()).isEqualTo("Established");
        assertThat(registry.list(Kinds.CUSTOM_RESOURCE_DEFINITION, "", ListQuery.ALL).items())
                .hasSize(9);
        assertThat(registry.revision()).isEqualTo(revision);
    }
}
