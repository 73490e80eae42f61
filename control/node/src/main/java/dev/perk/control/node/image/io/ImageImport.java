package dev.perk.control.node.image.io;

import com.fasterxml.jackson.databind.JsonNode;
import dev.perk.control.node.image.ContentDigest;
import dev.perk.control.node.image.Descriptor;
import dev.perk.control.node.image.ImageFormatException;
import dev.perk.control.node.image.Manifest;
import dev.perk.control.node.image.Platform;
import dev.perk.kube.Json;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;

/**
 * Copies the images of one folder or archive into {@link Blobs}, checking every digest on the way.
 *
 * <p>Reads the OCI image layout (image-spec {@code image-layout.md}) and what {@code docker save}
 * and Jib write. An archive with both, as newer Dockers write it, is read as a layout.
 */
final class ImageImport {
    private static final String OCI_INDEX = "index.json";
    private static final String DOCKER_INDEX = "manifest.json";
    private static final List<String> NAME_ANNOTATIONS =
            List.of("io.containerd.image.name", "org.opencontainers.image.ref.name");

    /**
     * An image that is now in the blobs.
     *
     * @param names what the archive calls it; may be empty
     */
    record Imported(ContentDigest manifest, List<String> names) {}

    private final ImageFiles files;
    private final Blobs blobs;
    private final Platform platform;

    ImageImport(ImageFiles files, Blobs blobs, Platform platform) {
        this.files = files;
        this.blobs = blobs;
        this.platform = platform;
    }

    List<Imported> run() throws IOException {
        if (files.find(OCI_INDEX).isPresent()) {
            return fromLayout();
        }
        if (files.find(DOCKER_INDEX).isPresent()) {
            return fromDocker();
        }
        throw new ImageFormatException(
                files.source()
                        + " is no image: it has neither "
                        + OCI_INDEX
                        + " (an OCI layout) nor "
                        + DOCKER_INDEX
                        + " (docker save, Jib)");
    }

    private List<Imported> fromLayout() throws IOException {
        if (!(manifest(OCI_INDEX) instanceof Manifest.Index(List<Descriptor> manifests))) {
            throw new ImageFormatException(
                    files.source() + ": " + OCI_INDEX + " is no image index (expected: manifests)");
        }
        List<Imported> images = new ArrayList<>();
        // The same image once per platform is one image; docker adds manifests of attestations.
        for (Descriptor entry : manifests) {
            if (entry.platform().map(platform::runs).orElse(true)) {
                copyManifest(entry);
                images.add(new Imported(entry.digest(), names(entry)));
            }
        }
        if (images.isEmpty()) {
            throw notForThisMachine(OCI_INDEX, manifests);
        }
        return images;
    }

    private static List<String> names(Descriptor entry) {
        return NAME_ANNOTATIONS.stream()
                .map(entry.annotations()::get)
                .filter(name -> name != null && (name.contains("/") || name.contains(":")))
                .limit(1)
                .toList();
    }

    /** Copies a manifest and everything below it that this machine needs. */
    private void copyManifest(Descriptor entry) throws IOException {
        String name = blobName(entry.digest());
        switch (manifest(name)) {
            case Manifest.Index index -> {
                Descriptor chosen =
                        index.choose(platform)
                                .orElseThrow(() -> notForThisMachine(name, index.manifests()));
                copyManifest(chosen);
            }
            case Manifest.Image image -> {
                copyBlob(image.config());
                for (Descriptor layer : image.layers()) {
                    copyBlob(layer);
                }
            }
        }
        // Last, so that a manifest that is there always has all its parts.
        copyBlob(entry);
    }

    private ImageFormatException notForThisMachine(String name, List<Descriptor> found) {
        List<String> platforms =
                found.stream().flatMap(m -> m.platform().stream()).map(Platform::toString).toList();
        return new ImageFormatException(
                files.source()
                        + ": "
                        + name
                        + " has "
                        + platforms
                        + " (expected: "
                        + platform
                        + ")");
    }

    private void copyBlob(Descriptor blob) throws IOException {
        if (!blobs.has(blob.digest())) {
            copyFile(blobName(blob.digest()), blob.digest());
        }
    }

    private void copyFile(String name, ContentDigest digest) throws IOException {
        try (InputStream in = files.open(name)) {
            blobs.add(digest, in);
        } catch (ImageFormatException e) {
            throw e.in(files.source() + ": " + name);
        }
    }

    private static String blobName(ContentDigest digest) {
        return "blobs/sha256/" + digest.hex();
    }

    private List<Imported> fromDocker() throws IOException {
        List<Imported> images = new ArrayList<>();
        for (JsonNode image : json(DOCKER_INDEX)) {
            List<String> names = new ArrayList<>();
            image.path("RepoTags").forEach(tag -> names.add(tag.asText()));
            images.add(new Imported(addDockerImage(image), names));
        }
        if (images.isEmpty()) {
            throw new ImageFormatException(
                    files.source() + ": " + DOCKER_INDEX + " lists no image (expected: 1 or more)");
        }
        return images;
    }

    /** Such an image has no manifest of its own, so it gets the one that a registry would show. */
    private ContentDigest addDockerImage(JsonNode image) throws IOException {
        Descriptor config = addDockerBlob(image.path("Config").asText(), Manifest.OCI_CONFIG);
        List<Descriptor> layers = new ArrayList<>();
        for (JsonNode layer : image.path("Layers")) {
            layers.add(addDockerBlob(layer.asText(), Manifest.OCI_LAYER));
        }
        byte[] manifest = new Manifest.Image(config, layers).write();
        return blobs.add(new ByteArrayInputStream(manifest));
    }

    private Descriptor addDockerBlob(String name, String mediaType) throws IOException {
        try (InputStream in = files.open(name)) {
            ContentDigest digest = blobs.add(in);
            return Descriptor.of(mediaType, digest, blobs.size(digest));
        }
    }

    private Manifest manifest(String name) throws IOException {
        try {
            return Manifest.read(json(name));
        } catch (ImageFormatException e) {
            throw e.in(files.source() + ": " + name);
        }
    }

    private JsonNode json(String name) throws IOException {
        try {
            return Json.read(files.read(name));
        } catch (UncheckedIOException e) {
            throw new ImageFormatException(
                    files.source() + ": " + name + " is no JSON: " + e.getMessage());
        }
    }
}
