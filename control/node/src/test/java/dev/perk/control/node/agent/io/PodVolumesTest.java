package dev.perk.control.node.agent.io;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import dev.perk.api.Kinds;
import dev.perk.api.ResourceKey;
import dev.perk.control.node.agent.PodFields;
import dev.perk.control.node.agent.PodTokens;
import dev.perk.control.node.agent.TokenFiles;
import dev.perk.control.node.runtime.ContainerSpec.BindMount;
import dev.perk.kube.KubeObject;
import dev.perk.testing.testkit.FakeClock;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Upstream: kubernetes {@code pkg/volume/util/atomic_writer_test.go}, {@code pkg/volume/…}. */
class PodVolumesTest {
    private static final ObjectMapper YAML = new ObjectMapper(new YAMLFactory());

    @TempDir Path folder;
    private final Map<ResourceKey, KubeObject> objects = new HashMap<>();
    private final FakeClock clock = new FakeClock();
    private int issued;

    private void configMap(String yaml) throws IOException {
        KubeObject object = KubeObject.of(Kinds.CONFIG_MAP, (ObjectNode) YAML.readTree(yaml));
        objects.put(object.key(), object);
    }

    private static PodFields pod(String volumes) throws IOException {
        ObjectNode tree =
                (ObjectNode)
                        YAML.readTree(
                                """
                                metadata: {name: p, namespace: default, labels: {app: 'a "b"'}}
                                spec:
                                  volumes:
                                %s
                                """
                                        .formatted(volumes.indent(2)));
        return new PodFields(KubeObject.of(Kinds.POD, tree), "10.0.0.1", "192.168.0.1");
    }

    private static JsonNode container(String mounts) throws IOException {
        return YAML.readTree("volumeMounts:\n" + mounts);
    }

    private PodTokens.Answer issue(KubeObject pod, PodTokens.Request request) {
        issued++;
        return new PodTokens.Answer.Issued(
                pod.name() + " for " + request.audience() + " " + issued,
                clock.instant().plus(request.lifetime()));
    }

    @Test
    void aTokenStaysUntilMostOfItsTimeIsOver() throws IOException {
        String volume =
                """
                - name: v
                  projected:
                    sources:
                    - serviceAccountToken: {path: token, audience: vault, expirationSeconds: 1000}
                """;
        PodVolumes volumes = volumes();
        PodFields pod = pod(volume);
        Path token = folder.resolve("v/token");

        assertThat(volumes.update(pod)).isEmpty();
        assertThat(token).hasContent("p for vault 1");
        clock.advance("799s");
        volumes.update(pod);
        assertThat(token).hasContent("p for vault 1");
        clock.advance("1s");
        volumes.update(pod);
        assertThat(token).hasContent("p for vault 2");
    }

    private PodVolumes volumes() {
        return new PodVolumes(
                folder,
                OptionalLong.empty(),
                key -> Optional.ofNullable(objects.get(key)),
                new TokenFiles(this::issue, clock));
    }

    @Test
    void aConfigMapIsAFolderOfFilesThatContainersOnlyRead() throws IOException {
        configMap("{metadata: {name: cm, namespace: default}, data: {a: one, b.txt: two}}");
        PodVolumes volumes = volumes();
        assertThat(volumes.update(pod("- {name: v, configMap: {name: cm, defaultMode: 256}}")))
                .isEmpty();
        assertThat(folder.resolve("v/a")).hasContent("one");
        assertThat((int) Files.getAttribute(folder.resolve("v/a"), "unix:mode") & 0777)
                .isEqualTo(0400);
        assertThat(volumes.mounts(container("- {name: v, mountPath: /etc/v, readOnly: false}")))
                .containsExactly(new BindMount(folder.resolve("v"), "/etc/v", true));
    }

    @Test
    void filesChangeTogether() throws IOException {
        PodFields pod = pod("- {name: v, configMap: {name: cm}}");
        configMap("{metadata: {name: cm, namespace: default}, data: {a: one, gone: x}}");
        PodVolumes volumes = volumes();
        volumes.update(pod);
        Path before = folder.resolve("v/..data").toRealPath();
        volumes.update(pod);
        assertThat(folder.resolve("v/..data").toRealPath()).as("nothing changed").isEqualTo(before);

        configMap("{metadata: {name: cm, namespace: default}, data: {a: two, new: y}}");
        volumes.update(pod);
        assertThat(folder.resolve("v/a")).hasContent("two");
        assertThat(folder.resolve("v/new")).hasContent("y");
        assertThat(folder.resolve("v/gone")).doesNotExist();
        assertThat(Files.isSymbolicLink(folder.resolve("v/gone"))).isFalse();
        assertThat(before).doesNotExist();
    }

    @Test
    void itemsChooseKeysAndPaths() throws IOException {
        configMap("{metadata: {name: cm, namespace: default}, data: {a: one, b: two}}");
        PodVolumes volumes = volumes();
        assertThat(
                        volumes.update(
                                pod(
                                        "- {name: v, configMap: {name: cm, items: [{key: b, path:"
                                                + " x/y}]}}")))
                .isEmpty();
        assertThat(folder.resolve("v/x/y")).hasContent("two");
        assertThat(folder.resolve("v/a")).doesNotExist();
        assertThat(
                        volumes.update(
                                pod(
                                        "- {name: w, configMap: {name: cm, items: [{key: c, path:"
                                                + " c}]}}")))
                .contains("volume w: references non-existent configmap key: c");
    }

    @Test
    void severalSourcesCanShareAVolume() throws IOException {
        configMap("{metadata: {name: cm, namespace: default}, data: {a: one}}");
        PodVolumes volumes = volumes();
        assertThat(
                        volumes.update(
                                pod(
                                        """
                                        - name: v
                                          projected:
                                            sources:
                                            - configMap: {name: cm}
                                            - downwardAPI: {items: [{path: labels, fieldRef: {fieldPath: metadata.labels}}]}
                                        """)))
                .isEmpty();
        assertThat(folder.resolve("v/a")).hasContent("one");
        assertThat(folder.resolve("v/labels")).hasContent("app=\"a \\\"b\\\"\"\n");
    }

    @Test
    void saysWhatIsMissing() throws IOException {
        assertThat(volumes().update(pod("- {name: v, configMap: {name: cm}}")))
                .contains("volume v: configmap \"cm\" not found");
        assertThat(volumes().update(pod("- {name: v, configMap: {name: cm, optional: true}}")))
                .isEmpty();
        assertThat(volumes().update(pod("- {name: v, hostPath: {path: /}}")))
                .contains(
                        "volume v: hostPath is not built yet (expected: emptyDir, configMap,"
                                + " secret, downwardAPI or projected)");
    }

    @Test
    void nothingLeadsOutOfAVolume() throws IOException {
        configMap("{metadata: {name: cm, namespace: default}, data: {a: one}}");
        assertThatThrownBy(() ->
                        volumes()
                                .update(
                                        pod(
                                                "- {name: v, configMap: {name: cm, items: [{key: a,"
                                                        + " path: ../../evil}]}}")))
                .hasMessage("path ../../evil leads out of the volume");
        PodVolumes volumes = volumes();
        volumes.update(pod("- {name: e, emptyDir: {}}"));
        assertThatThrownBy(() ->
                        volumes.mounts(
                                container("- {name: e, mountPath: /e, subPath: ../../../etc}")))
                .hasMessage("subPath ../../../etc leads out of the volume");
        // What a container left there on an earlier run.
        Files.createSymbolicLink(folder.resolve("e/link"), Path.of("/etc"));
        assertThatThrownBy(() ->
                        volumes.mounts(container("- {name: e, mountPath: /e, subPath: link}")))
                .hasMessage("subPath link leads out of the volume");
    }

    @Test
    void aPartOfAVolumeIsMadeWhereItIsMissing() throws IOException {
        PodVolumes volumes = volumes();
        volumes.update(pod("- {name: e, emptyDir: {}}"));
        assertThat(volumes.mounts(container("- {name: e, mountPath: /e, subPath: a/b}")))
                .extracting(BindMount::source)
                .containsExactly(folder.resolve("e/a/b").toRealPath());
    }
}
