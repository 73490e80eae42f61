package dev.perk.control.node.image.io;

import dev.perk.control.node.image.ContentDigest;
import dev.perk.control.node.image.ImageConfig;
import dev.perk.control.node.image.ImageFormatException;
import dev.perk.control.node.image.ImageReference;
import dev.perk.control.node.image.LocalImage;
import dev.perk.control.node.image.LocalImages;
import dev.perk.control.node.image.Manifest;
import dev.perk.control.node.image.Platform;
import dev.perk.control.node.linux.io.Trees;
import dev.perk.kube.Json;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The images of this machine, in one folder:
 *
 * <ul>
 *   <li>{@code blobs/sha256/…}: manifests, configurations and packed layers, by digest
 *   <li>{@code names/REGISTRY/REPOSITORY:TAG}: the digest that a name stands for
 *   <li>{@code layers/…}, {@code merged/…}: unpacked file systems
 * </ul>
 *
 * <p>Several processes may use the folder at a time: what one loads, the others find at their next
 * look.
 */
public final class ImageStore implements LocalImages {
    private final Platform platform;
    private final Scratch scratch;
    private final Blobs blobs;
    private final NameFiles names;
    private final UnpackedLayers unpacked;

    private ImageStore(Path folder, Platform platform) throws IOException {
        this.platform = platform;
        this.scratch = new Scratch(folder.resolve("tmp"));
        this.blobs = new Blobs(folder.resolve("blobs"), scratch);
        this.names = new NameFiles(folder.resolve("names"), scratch);
        this.unpacked = new UnpackedLayers(folder, blobs, scratch);
    }

    /** Opens the store in {@code folder}, which is made if it does not exist. */
    public static ImageStore open(Path folder) throws IOException {
        return new ImageStore(
                folder.toAbsolutePath().normalize(), Platform.linux(System.getProperty("os.arch")));
    }

    /**
     * Loads what is in an OCI layout (a folder or a tar), or in a tar from {@code docker save} or
     * Jib, packed or not, and unpacks it, so that the first pod need not wait for that.
     *
     * @param name what to call the image, in place of the names that it brings along
     * @param form how the runtime that will use it wants it unpacked
     * @return one image per name
     * @throws ImageFormatException if it is no image, is damaged, or has no name
     */
    public List<LocalImage> load(Path source, Optional<ImageReference> name, Unpacking form)
            throws IOException {
        if (!Files.exists(source)) {
            throw new ImageFormatException(
                    source + " does not exist (expected: an OCI layout folder or an image tar)");
        }
        List<ImageImport.Imported> imported = importFrom(source);
        List<LocalImage> loaded = new ArrayList<>();
        for (ImageImport.Imported image : imported) {
            for (ImageReference reference : references(source, image, name, imported.size())) {
                LocalImage local = local(reference, image.manifest());
                unpack(local, form);
                names.put(reference, image.manifest());
                loaded.add(local);
            }
        }
        return loaded;
    }

    private List<ImageImport.Imported> importFrom(Path source) throws IOException {
        if (Files.isDirectory(source)) {
            return new ImageImport(ImageFiles.inFolder(source), blobs, platform).run();
        }
        Path room = scratch.folder();
        try {
            return new ImageImport(ImageFiles.inArchive(source, room), blobs, platform).run();
        } finally {
            Trees.delete(room);
        }
    }

    private static List<ImageReference> references(
            Path source, ImageImport.Imported image, Optional<ImageReference> name, int images) {
        if (name.isPresent()) {
            if (images > 1) {
                throw new ImageFormatException(
                        source
                                + " has "
                                + images
                                + " images, which cannot all be called "
                                + name.get());
            }
            return List.of(name.get());
        }
        if (image.names().isEmpty()) {
            throw new ImageFormatException(
                    source
                            + " does not say what its image is called (expected: a NAME to load it"
                            + " as)");
        }
        return image.names().stream().map(ImageReference::parse).toList();
    }

    /**
     * The image that {@code reference} names, by its digest if it has one; empty if it is not here.
     */
    @Override
    public Optional<LocalImage> find(ImageReference reference) throws IOException {
        Optional<ContentDigest> digest =
                reference.digest().isPresent() ? reference.digest() : names.get(reference);
        return digest.isPresent() && blobs.has(digest.get())
                ? Optional.of(local(reference, digest.get()))
                : Optional.empty();
    }

    /** Every name, and the digest that it stands for. */
    public Map<String, ContentDigest> names() throws IOException {
        return names.all();
    }

    /** The unpacked layers of an image, topmost first: what overlayfs calls {@code lowerdir}. */
    public List<Path> layers(LocalImage image) throws IOException {
        return unpacked.stacked(image);
    }

    /** The image's whole file system in one folder. */
    public Path merged(LocalImage image) throws IOException {
        return unpacked.merged(image);
    }

    private void unpack(LocalImage image, Unpacking form) throws IOException {
        switch (form) {
            case STACKED -> layers(image);
            case MERGED -> merged(image);
        }
    }

    private LocalImage local(ImageReference reference, ContentDigest digest) throws IOException {
        Manifest.Image manifest = manifest(digest);
        ImageConfig config = ImageConfig.read(Json.read(blobs.read(manifest.config().digest())));
        if (config.diffIds().size() != manifest.layers().size()) {
            throw new ImageFormatException(
                    reference
                            + ": its configuration lists "
                            + config.diffIds().size()
                            + " layers, its manifest "
                            + manifest.layers().size()
                            + " (expected: the same)");
        }
        return new LocalImage(reference, digest, config, manifest.layers());
    }

    private Manifest.Image manifest(ContentDigest digest) throws IOException {
        return switch (Manifest.read(Json.read(blobs.read(digest)))) {
            case Manifest.Image image -> image;
            case Manifest.Index index ->
                    manifest(
                            index.choose(platform)
                                    .orElseThrow(() ->
                                            new ImageFormatException(
                                                    "image index "
                                                            + digest
                                                            + " has nothing for "
                                                            + platform))
                                    .digest());
        };
    }
}
