package dev.perk.control.apiserver.builtin;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.perk.api.Kinds;
import dev.perk.kube.Json;
import dev.perk.kube.KubeObject;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Upstream: kubernetes pkg/registry/core/service/storage/storage_test.go. */
class ServiceAddressesTest {
    private final Set<String> taken = new HashSet<>(Set.of("10.96.0.1", "10.96.0.3"));
    private final ServiceAddresses addresses = new ServiceAddresses(taken::contains);

    @Test
    void everyServiceGetsAnAddressOfItsOwn() {
        assertThat(assigned("")).isEqualTo("10.96.0.2");
        assertThat(assigned("")).as("before the first is stored").isEqualTo("10.96.0.4");
        assertThat(assigned("None")).isEqualTo("None");
    }

    @Test
    void anAddressThatIsTakenIsRefused() {
        assertThat(addresses.assign(service("10.96.0.3"), Optional.empty()))
                .hasToString(
                        "Optional[spec.clusterIPs: Invalid value: []string{\"10.96.0.3\"}: failed"
                                + " to allocate IP 10.96.0.3: provided IP is already allocated]");
    }

    @Test
    void anUpdateKeepsTheAddress() {
        KubeObject stored = KubeObject.of(Kinds.SERVICE, service("10.96.0.3"));
        ObjectNode update = service("");
        assertThat(addresses.assign(update, Optional.of(stored))).isEmpty();
        assertThat(update.at("/spec/clusterIP").asText()).isEqualTo("10.96.0.3");
        ObjectNode same = service("10.96.0.3");
        assertThat(addresses.assign(same, Optional.of(stored))).isEmpty();
    }

    @Test
    void allFieldsOfTheAddressAgree() {
        ObjectNode service = service("");
        addresses.assign(service, Optional.empty());
        assertThat(service.path("spec"))
                .hasToString(
                        "{\"type\":\"ClusterIP\",\"clusterIP\":\"10.96.0.2\",\"clusterIPs\":"
                                + "[\"10.96.0.2\"],\"ipFamilies\":[\"IPv4\"],\"ipFamilyPolicy\":"
                                + "\"SingleStack\"}");
    }

    @Test
    void aNameElsewhereHasNoAddress() {
        ObjectNode service = service("10.96.0.9");
        ((ObjectNode) service.path("spec")).put("type", "ExternalName");
        addresses.assign(service, Optional.empty());
        assertThat(service.path("spec").has("clusterIP")).isFalse();
    }

    @Test
    void theWholeNetworkIsUsedBeforeAnythingIsGivenAgain() {
        Set<String> given = new HashSet<>();
        for (int i = 0; i < 65_532; i++) {
            assertThat(given.add(assigned(""))).isTrue();
        }
        assertThat(given).doesNotContainAnyElementsOf(taken).contains("10.96.255.254");
        assertThat(assigned("")).isEqualTo("10.96.0.2");
    }

    private String assigned(String wanted) {
        ObjectNode service = service(wanted);
        assertThat(addresses.assign(service, Optional.empty())).isEmpty();
        return service.at("/spec/clusterIP").asText();
    }

    private static ObjectNode service(String clusterIp) {
        ObjectNode service = Json.object();
        ObjectNode spec = service.putObject("spec").put("type", "ClusterIP");
        if (!clusterIp.isEmpty()) {
            spec.put("clusterIP", clusterIp);
        }
        return service;
    }
}
