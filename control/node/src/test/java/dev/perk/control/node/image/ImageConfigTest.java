package dev.perk.control.node.image;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.perk.kube.Json;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Clauses: image-spec {@code config.md}; Kubernetes, "Define a Command and Arguments". */
class ImageConfigTest {

    private static ImageConfig config(String json) {
        return ImageConfig.read(Json.read(json.getBytes(StandardCharsets.UTF_8)));
    }

    @Test
    void aCommandReplacesTheEntrypointAndArgsReplaceTheArguments() {
        ImageConfig config =
                config(
                        """
                        {"config": {"Entrypoint": ["/serve"], "Cmd": ["--port", "80"]},
                         "rootfs": {"type": "layers", "diff_ids": []}}
                        """);
        assertThat(config.commandLine(List.of(), List.of()))
                .containsExactly("/serve", "--port", "80");
        assertThat(config.commandLine(List.of(), List.of("-x"))).containsExactly("/serve", "-x");
        assertThat(config.commandLine(List.of("/sh"), List.of()))
                .as("a command drops the image's arguments, too")
                .containsExactly("/sh");
        assertThat(config.commandLine(List.of("/sh"), List.of("-c"))).containsExactly("/sh", "-c");
    }

    @Test
    void whatAnImageLeavesOutHasAMeaning() {
        ImageConfig config = config("{\"rootfs\": {\"diff_ids\": []}}");
        assertThat(config.workingDir()).isEqualTo("/");
        assertThat(config.stopSignal()).isEqualTo("SIGTERM");
        assertThat(config.user()).isEmpty();
    }

    @Test
    void saysWhatIsMissing() {
        assertThatThrownBy(() -> config("{}")).hasMessageContaining("rootfs.diff_ids");
        assertThatThrownBy(() -> config("{\"rootfs\": {\"diff_ids\": [\"md5:1\"]}}"))
                .hasMessageContaining("md5:1")
                .hasMessageContaining("expected: sha256:");
    }

    @Test
    void aChainIdNamesALayerWithAllThatIsBelow() {
        // The example of image-spec config.md: ChainID(L₀|L₁) = Digest(ChainID(L₀) + " " +
        // DiffID(L₁)).
        var one = new ContentDigest("1".repeat(64));
        var two = new ContentDigest("2".repeat(64));
        List<ContentDigest> chain = ChainId.of(List.of(one, two));
        assertThat(chain.getFirst()).isEqualTo(one);
        assertThat(chain.getLast())
                .hasToString(
                        "sha256:9932074217c35353d2e03a3f5a86549f7c67bfeb0ba53e23d69f4d4c8f7958f5");
    }
}
