package dev.perk.control.apiserver.admission;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.perk.api.Kinds;
import dev.perk.api.ResourceKey;
import dev.perk.api.ResourceType;
import dev.perk.api.config.ServingConfig;
import dev.perk.api.config.io.ShippedConfig;
import dev.perk.api.text.Yaml;
import dev.perk.control.apiserver.auth.User;
import dev.perk.control.apiserver.registry.Bootstrap;
import dev.perk.control.apiserver.registry.Registry;
import dev.perk.control.apiserver.registry.WriteOptions;
import dev.perk.control.apiserver.storage.StorageFixture;
import dev.perk.kube.Json;
import dev.perk.kube.KubeObject;
import dev.perk.kube.store.ApiException;
import dev.perk.kube.store.Deletion;
import dev.perk.kube.store.Patch;
import dev.perk.kube.store.Subresource;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Upstream: knative/pkg webhook/resourcesemantics, webhook/configmaps; test/conformance/api/v1. */
class KnativeAdmissionTest {
    private final StorageFixture fixture = new StorageFixture();
    private final Registry registry =
            new Registry(
                    fixture.storage,
                    new KnativeAdmission(() -> ServingConfig.DEFAULT, "left-alone"::equals),
                    fixture.clock,
                    new Random(1));
    private final List<String> warnings = new ArrayList<>();
    private final WriteOptions byUser =
            new WriteOptions(User.ADMIN, false, "kubectl", warnings::add);

    KnativeAdmissionTest() {
        Bootstrap.createNamespaces(registry, byUser);
    }

    @Test
    void aServiceIsStoredWithItsDefaultsAndItsCreator() {
        KubeObject service = create("metadata: {name: hello}\nspec: {template: {spec: PODS}}");
        assertThat(service.annotation("serving.knative.dev/creator")).contains("kubernetes-admin");
        assertThat(service.spec().at("/template/spec/timeoutSeconds").asInt()).isEqualTo(300);
        assertThat(service.spec().at("/traffic/0/percent").asInt()).isEqualTo(100);
        assertThat(warnings).singleElement().asString().startsWith("Kubernetes default value");
    }

    @Test
    void aRefusalReadsAsIfTheWebhookHadSentIt() {
        ApiException refusal =
                catchThrowableOfType(
                        ApiException.class, () -> create("metadata: {name: hello}\nspec: {}"));
        assertThat(refusal.code()).isEqualTo(400);
        assertThat(refusal.reason()).isEqualTo("BadRequest");
        assertThat(refusal)
                .hasMessage(
                        "admission webhook \"validation.webhook.serving.knative.dev\" denied the"
                                + " request: validation failed: missing field(s):"
                                + " spec.template.spec.containers");
    }

    @Test
    void theImageMayChangeButNotUnderAnUnchangedNameOfItsOwn() {
        create(
                "metadata: {name: hello}\n"
                        + "spec: {template: {metadata: {name: hello-a}, spec: PODS}}");
        String change = "{spec: {template: {metadata: {name: NAME}, spec: {timeoutSeconds: 7}}}}";
        assertThat(
                        catchThrowableOfType(
                                ApiException.class, () -> patch(change.replace("NAME", "hello-a"))))
                .hasMessageContaining("Saw the following changes without a name change");
        assertThat(patch(change.replace("NAME", "hello-b")).generation()).isEqualTo(2);
    }

    @Test
    void aStatusIsWrittenWithoutARuleInTheWay() {
        KubeObject service = create("metadata: {name: hello}\nspec: {template: {spec: PODS}}");
        ObjectNode tree = service.tree().deepCopy();
        tree.putObject("status").put("url", "http://hello.default.localhost");
        KubeObject written = registry.update(service.key(), tree, Subresource.STATUS, byUser);
        assertThat(written.status().path("url").asText())
                .isEqualTo("http://hello.default.localhost");
        assertThat(written.generation()).isEqualTo(1);
    }

    @Test
    void deletingIsNeverRefused() {
        KubeObject service = create("metadata: {name: hello}\nspec: {template: {spec: PODS}}");
        registry.delete(service.key(), Deletion.background(), byUser);
        assertThat(registry.get(service.key())).isEmpty();
    }

    @Test
    void aNamespaceCanBeLeftAlone() {
        ObjectNode namespace = Json.object();
        namespace.putObject("metadata").put("name", "left-alone");
        registry.create(Kinds.NAMESPACE, "", namespace, byUser);
        KubeObject service =
                registry.create(
                        Kinds.KNATIVE_SERVICE,
                        "left-alone",
                        yaml("metadata: {name: hello}\nspec: {}"),
                        byUser);
        assertThat(service.spec().isEmpty()).isTrue();
    }

    @Test
    void aBadConfigMapOfOursIsRefused() {
        ObjectNode configMap = ShippedConfig.core().getFirst();
        assertThat(create(Kinds.CONFIG_MAP, "knative-serving", configMap).name())
                .isEqualTo("config-autoscaler");
        var bad = new Patch.MergePatch(yaml("{data: {stable-window: 2s, stable-windows: 60s}}"));
        ResourceKey key = ResourceKey.of(Kinds.CONFIG_MAP, "knative-serving", "config-autoscaler");
        assertThat(
                        catchThrowableOfType(
                                ApiException.class,
                                () -> registry.patch(key, bad, Subresource.MAIN, byUser)))
                .hasMessage(
                        "admission webhook \"config.webhook.serving.knative.dev\" denied the"
                                + " request: validation failed: stable-window = 2s, must be in [6s;"
                                + " 1h0m0s] range");
        assertThat(warnings).contains("unknown key \"stable-windows\" in config-autoscaler");
    }

    @Test
    void aConfigMapOfSomebodyElseIsNot() {
        ObjectNode configMap = ShippedConfig.core().getFirst();
        configMap.withObject("/metadata").put("namespace", "default");
        configMap.withObject("/data").put("stable-window", "2s");
        assertThat(create(Kinds.CONFIG_MAP, "default", configMap).name())
                .isEqualTo("config-autoscaler");
    }

    private KubeObject create(String manifest) {
        String pods = "{containers: [{image: perk/hello}]}";
        return create(Kinds.KNATIVE_SERVICE, "default", yaml(manifest.replace("PODS", pods)));
    }

    private KubeObject create(ResourceType type, String namespace, ObjectNode object) {
        return registry.create(type, namespace, object, byUser);
    }

    private KubeObject patch(String change) {
        ResourceKey key = ResourceKey.of(Kinds.KNATIVE_SERVICE, "default", "hello");
        return registry.patch(key, new Patch.MergePatch(yaml(change)), Subresource.MAIN, byUser);
    }

    private static ObjectNode yaml(String text) {
        JsonNode tree = Yaml.parse(text).optional().orElseThrow();
        return (ObjectNode) tree;
    }
}
