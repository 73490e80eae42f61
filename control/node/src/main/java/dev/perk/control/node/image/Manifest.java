package dev.perk.control.node.image;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.perk.kube.Json;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The document that an image's digest names. Docker's and OCI's differ in media types only. Source:
 * image-spec {@code manifest.md}, {@code image-index.md}.
 */
public sealed interface Manifest {
    String OCI_MANIFEST = "application/vnd.oci.image.manifest.v1+json";
    String OCI_CONFIG = "application/vnd.oci.image.config.v1+json";
    String OCI_LAYER = "application/vnd.oci.image.layer.v1.tar";

    /**
     * One image for one platform.
     *
     * @param layers the file system, lowest layer first
     */
    record Image(Descriptor config, List<Descriptor> layers) implements Manifest {
        public Image {
            layers = List.copyOf(layers);
        }

        /** The OCI document, for an image that came without one. */
        public byte[] write() {
            ObjectNode tree = Json.object().put("schemaVersion", 2).put("mediaType", OCI_MANIFEST);
            tree.set("config", config.tree());
            var list = tree.putArray("layers");
            layers.forEach(layer -> list.add(layer.tree()));
            return Json.write(tree);
        }
    }

    /** The same image for several platforms, or several images. */
    record Index(List<Descriptor> manifests) implements Manifest {
        public Index {
            manifests = List.copyOf(manifests);
        }

        /** The first manifest for {@code platform}; one that names no platform will do. */
        public Optional<Descriptor> choose(Platform platform) {
            return manifests.stream()
                    .filter(manifest -> manifest.platform().map(platform::runs).orElse(true))
                    .findFirst();
        }
    }

    /**
     * Reads either document.
     *
     * @throws ImageFormatException if it is neither
     */
    static Manifest read(JsonNode tree) {
        if (tree.path("manifests").isArray()) {
            return new Index(descriptors(tree.path("manifests")));
        }
        if (tree.path("config").isObject() && tree.path("layers").isArray()) {
            return new Image(
                    Descriptor.read(tree.path("config")), descriptors(tree.path("layers")));
        }
        throw new ImageFormatException(
                "neither an image manifest nor an image index (expected: config and layers, or"
                        + " manifests)");
    }

    private static List<Descriptor> descriptors(JsonNode list) {
        List<Descriptor> descriptors = new ArrayList<>();
        list.forEach(node -> descriptors.add(Descriptor.read(node)));
        return descriptors;
    }
}
