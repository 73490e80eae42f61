package dev.perk.control.node.image.io;

import dev.perk.control.node.image.ChainId;
import dev.perk.control.node.image.ContentDigest;
import dev.perk.control.node.image.ImageFormatException;
import dev.perk.control.node.image.LocalImage;
import dev.perk.control.node.linux.io.Trees;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.DigestInputStream;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;

/**
 * The file systems of images, unpacked once and shared by all containers, which only read them.
 *
 * <p>A folder is named by the chain of layers that it came from and appears when it is complete. If
 * two processes unpack the same layer, the second one finds the folder there and drops its own.
 */
final class UnpackedLayers {
    /** Short, because the mount options of overlayfs must fit into one page. */
    private static final int NAME_LENGTH = 16;

    private final Path stacked;
    private final Path merged;
    private final Blobs blobs;
    private final Scratch scratch;

    UnpackedLayers(Path folder, Blobs blobs, Scratch scratch) throws IOException {
        this.stacked = Files.createDirectories(folder.resolve("layers"));
        this.merged = Files.createDirectories(folder.resolve("merged"));
        this.blobs = blobs;
        this.scratch = scratch;
    }

    /** The folders of the layers, topmost first, as overlayfs wants them. */
    List<Path> stacked(LocalImage image) throws IOException {
        List<ContentDigest> diffIds = image.config().diffIds();
        List<ContentDigest> chain = ChainId.of(diffIds);
        List<Path> folders = new ArrayList<>();
        for (int i = 0; i < chain.size(); i++) {
            Path folder = stacked.resolve(chain.get(i).hex().substring(0, NAME_LENGTH));
            if (!Files.exists(folder)) {
                Path draft = scratch.folder();
                unpack(image, i, new LayerFolder(draft, folders), Unpacking.STACKED);
                publish(draft, folder);
            }
            folders.addFirst(folder);
        }
        return folders;
    }

    /** One folder with all layers. */
    Path merged(LocalImage image) throws IOException {
        List<ContentDigest> chain = ChainId.of(image.config().diffIds());
        String name = chain.isEmpty() ? "empty" : chain.getLast().hex().substring(0, NAME_LENGTH);
        Path folder = merged.resolve(name);
        if (!Files.exists(folder)) {
            Path draft = scratch.folder();
            for (int i = 0; i < chain.size(); i++) {
                unpack(image, i, new LayerFolder(draft, List.of()), Unpacking.MERGED);
            }
            publish(draft, folder);
        }
        return folder;
    }

    private void unpack(LocalImage image, int number, LayerFolder target, Unpacking form)
            throws IOException {
        Path packed = blobs.path(image.layers().get(number).digest());
        ContentDigest expected = image.config().diffIds().get(number);
        try (InputStream blob = Files.newInputStream(packed);
                var in = new DigestInputStream(Compression.unpack(blob), Blobs.sha256())) {
            new LayerUnpacker(target, form).apply(in);
            var found = new ContentDigest(HexFormat.of().formatHex(in.getMessageDigest().digest()));
            if (!found.equals(expected)) {
                throw new ImageFormatException(
                        "the unpacked content has digest "
                                + found
                                + " (expected: "
                                + expected
                                + ")");
            }
        } catch (ImageFormatException e) {
            throw e.in("layer " + (number + 1) + " of " + image.reference());
        }
    }

    private static void publish(Path draft, Path folder) throws IOException {
        try {
            Files.move(draft, folder, StandardCopyOption.ATOMIC_MOVE);
        } catch (FileSystemException e) {
            if (!Files.exists(folder)) {
                throw e;
            }
            Trees.delete(draft);
        }
    }
}
