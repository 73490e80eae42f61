package dev.perk.control.apiserver.admission;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.perk.api.Kinds;
import dev.perk.api.ResourceKey;
import dev.perk.api.ResourceType;
import dev.perk.api.text.Yaml;
import dev.perk.control.apiserver.auth.User;
import dev.perk.control.apiserver.builtin.ServiceAddresses;
import dev.perk.control.apiserver.builtin.TakenAddresses;
import dev.perk.control.apiserver.registry.Bootstrap;
import dev.perk.control.apiserver.registry.EmbeddedStore;
import dev.perk.control.apiserver.registry.Registry;
import dev.perk.control.apiserver.registry.WriteOptions;
import dev.perk.control.apiserver.storage.StorageFixture;
import dev.perk.kube.KubeObject;
import dev.perk.kube.store.ApiException;
import dev.perk.kube.store.Deletion;
import dev.perk.kube.store.ObjectCache;
import dev.perk.kube.store.Patch;
import dev.perk.kube.store.Subresource;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** What kube-apiserver 1.32 was seen to answer. */
class BuiltInAdmissionTest {
    private static final String DEPLOYMENT =
            """
            metadata: {name: d}
            spec:
              selector: {matchLabels: {a: b}}
              template:
                metadata: {labels: {a: b}}
                spec: {containers: [{name: a, image: 'a:1'}]}
            """;

    private final StorageFixture fixture = new StorageFixture();
    private final TakenAddresses taken = new TakenAddresses();
    private final WriteOptions byUser = WriteOptions.by(User.ADMIN);
    private final Registry registry =
            new Registry(
                    fixture.storage,
                    new BuiltInAdmission(new ServiceAddresses(taken)),
                    fixture.clock,
                    new Random(1));

    BuiltInAdmissionTest() {
        Bootstrap.createNamespaces(registry, byUser);
        var store = new EmbeddedStore(registry, User.CONTROLLER);
        var services = new ObjectCache(store, Kinds.SERVICE, fixture.clock);
        taken.follow(services);
        services.start();
    }

    @Test
    void aRefusalListsWhatIsWrong() {
        ApiException refusal =
                catchThrowableOfType(
                        ApiException.class,
                        () -> create(Kinds.POD, "{metadata: {name: p}, spec: {containers: [{}]}}"));
        assertThat(refusal.code()).isEqualTo(422);
        assertThat(refusal)
                .hasMessage(
                        "Pod \"p\" is invalid: [spec.containers[0].name: Required value,"
                                + " spec.containers[0].image: Required value]");
        assertThat(refusal.details().causes())
                .extracting(ApiException.Cause::field)
                .containsExactly("spec.containers[0].name", "spec.containers[0].image");
    }

    @Test
    void writingAManifestAgainChangesNothing() {
        KubeObject created = create(Kinds.DEPLOYMENT, DEPLOYMENT);
        KubeObject again =
                registry.update(created.key(), yaml(DEPLOYMENT), Subresource.MAIN, byUser);
        assertThat(again.revision()).isEqualTo(created.revision());
    }

    @Test
    void replicasAreJudgedThroughTheirSubresourceToo() {
        KubeObject created = create(Kinds.DEPLOYMENT, DEPLOYMENT);
        var negative = new Patch.MergePatch(yaml("{spec: {replicas: -1}}"));
        assertThat(
                        catchThrowableOfType(
                                ApiException.class,
                                () ->
                                        registry.patch(
                                                created.key(),
                                                negative,
                                                Subresource.SCALE,
                                                byUser)))
                .hasMessageContaining("spec.replicas: Invalid value: -1");
    }

    @Test
    void aNewPodIsPendingAndRated() {
        KubeObject pod =
                create(
                        Kinds.POD,
                        "{metadata: {name: p}, spec: {containers: [{name: a, image: a}]}}");
        assertThat(pod.status()).hasToString("{\"phase\":\"Pending\",\"qosClass\":\"BestEffort\"}");
    }

    @Test
    void aPodIsBoundAlthoughItHardlyChanges() {
        KubeObject pod =
                create(
                        Kinds.POD,
                        "{metadata: {name: p}, spec: {containers: [{name: a, image: a}]}}");
        KubeObject bound =
                registry.update(
                        pod.key(),
                        yaml("{target: {kind: Node, name: n}}"),
                        Subresource.BINDING,
                        byUser);
        assertThat(bound.spec().path("nodeName").asText()).isEqualTo("n");
    }

    @Test
    void anAddressIsFreeAgainWhenItsServiceIsGone() {
        create(Kinds.SERVICE, "{metadata: {name: a}, spec: {ports: [{port: 80}]}}");
        String wish = "{metadata: {name: b}, spec: {clusterIP: 10.96.0.2, ports: [{port: 80}]}}";
        assertThat(catchThrowableOfType(ApiException.class, () -> create(Kinds.SERVICE, wish)))
                .hasMessage(
                        "Service \"b\" is invalid: spec.clusterIPs: Invalid value:"
                                + " []string{\"10.96.0.2\"}: failed to allocate IP 10.96.0.2:"
                                + " provided IP is already allocated");
        registry.delete(
                ResourceKey.of(Kinds.SERVICE, "default", "a"), Deletion.background(), byUser);
        assertThat(create(Kinds.SERVICE, wish).spec().path("clusterIP").asText())
                .isEqualTo("10.96.0.2");
    }

    private KubeObject create(ResourceType type, String manifest) {
        return registry.create(type, "default", yaml(manifest), byUser);
    }

    private static ObjectNode yaml(String text) {
        return (ObjectNode) Yaml.parse(text).optional().orElseThrow();
    }
}
