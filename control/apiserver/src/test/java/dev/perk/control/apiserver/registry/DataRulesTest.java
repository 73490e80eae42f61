package dev.perk.control.apiserver.registry;

import static dev.perk.control.apiserver.registry.RegistryFixture.json;
import static dev.perk.control.apiserver.registry.RegistryFixture.merge;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.perk.api.Kinds;
import dev.perk.kube.KubeObject;
import org.junit.jupiter.api.Test;

/**
 * Upstream: {@code kubernetes pkg/apis/core/validation/validation_test.go}, TestValidateConfigMap.
 */
class DataRulesTest {
    private final RegistryFixture api = new RegistryFixture();

    @Test
    void whatIsWrittenAsTextBecomesData() {
        KubeObject secret =
                api.create(
                        Kinds.SECRET,
                        "{'metadata':{'name':'s'},'data':{'a':'MQ=='},'stringData':{'b':'2'}}");
        assertThat(secret.tree().path("data")).isEqualTo(json("{'a':'MQ==','b':'Mg=='}"));
        assertThat(secret.tree().path("type").asText()).isEqualTo("Opaque");
        assertThat(secret.tree().has("stringData")).isFalse();
        assertThat(api.patch(secret.key(), merge("{'stringData':{'a':'3'}}")).tree().path("data"))
                .isEqualTo(json("{'a':'Mw==','b':'Mg=='}"));
    }

    @Test
    void oneMebibyteIsTheMost() {
        String most = "x".repeat(1 << 20);
        assertThat(
                        api.create(
                                        Kinds.CONFIG_MAP,
                                        "{'metadata':{'name':'c'},'data':{'a':'" + most + "'}}")
                                .name())
                .isEqualTo("c");
        assertThatThrownBy(() ->
                        api.create(
                                Kinds.CONFIG_MAP,
                                "{'metadata':{'name':'d'},'data':{'a':'" + most + "x'}}"))
                .hasMessage(
                        "ConfigMap \"d\" is invalid: []: Too long: may not be more than 1048576"
                                + " bytes");
    }

    @Test
    void keysAreNamesOfFiles() {
        assertThatThrownBy(() ->
                        api.create(
                                Kinds.CONFIG_MAP, "{'metadata':{'name':'c'},'data':{'a b':'1'}}"))
                .hasMessageStartingWith(
                        "ConfigMap \"c\" is invalid: data[a b]: Invalid value: \"a b\": a valid"
                                + " config key must consist of");
        assertThatThrownBy(() ->
                        api.create(Kinds.SECRET, "{'metadata':{'name':'c'},'data':{'..':'MQ=='}}"))
                .hasMessage(
                        "Secret \"c\" is invalid: data[..]: Invalid value: \"..\": must not be"
                                + " '..'");
    }

    @Test
    void whatIsImmutableStays() {
        KubeObject configMap =
                api.create(
                        Kinds.CONFIG_MAP,
                        "{'metadata':{'name':'c'},'immutable':true,'data':{'a':'1'}}");
        assertThatThrownBy(() -> api.patch(configMap.key(), merge("{'data':{'a':'2'}}")))
                .hasMessage(
                        "ConfigMap \"c\" is invalid: data: Forbidden: field is immutable when"
                                + " `immutable` is set");
        assertThat(api.patch(configMap.key(), merge("{'metadata':{'labels':{'x':'y'}}}")).labels())
                .containsEntry("x", "y");
    }
}
