package dev.perk.testing.simulation;

import dev.perk.control.node.image.ContentDigest;
import dev.perk.control.node.image.ImageConfig;
import dev.perk.control.node.image.ImageReference;
import dev.perk.control.node.image.LocalImage;
import dev.perk.control.node.image.LocalImages;
import dev.perk.control.node.image.Platform;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** Every image is there, and has the digest that it was asked for by, or one made of its name. */
final class SimulatedImages implements LocalImages {

    @Override
    public Optional<LocalImage> find(ImageReference reference) {
        ContentDigest digest = reference.digest().orElseGet(() -> digestOf(reference));
        var config =
                new ImageConfig(
                        Platform.linux("amd64"),
                        List.of("/app"),
                        List.of(),
                        List.of(),
                        "/",
                        "",
                        List.of(),
                        "SIGTERM",
                        List.of());
        return Optional.of(new LocalImage(reference, digest, config, List.of()));
    }

    private static ContentDigest digestOf(ImageReference reference) {
        return ContentDigest.parse(
                        String.format(
                                Locale.ROOT,
                                "sha256:%064x",
                                reference.toString().hashCode() & ~0x8000_0000))
                .orElseThrow();
    }
}
