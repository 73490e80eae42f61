package dev.perk.control.node.runtime.io;

import dev.perk.control.node.image.io.ImageFolder;
import dev.perk.control.node.linux.io.Mounts;
import dev.perk.control.node.linux.io.Trees;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * A container's file system: the image's layers, and over them a folder that takes its changes.
 *
 * @param bundle the container's own folder
 */
record RootFilesystem(Path bundle) {
    private static final int ANYBODY_MAY_ADD = 01777;

    /** Where it is mounted. */
    Path root() {
        return bundle.resolve("rootfs");
    }

    static RootFilesystem mount(Path bundle, List<Path> layers) throws IOException {
        var files = new RootFilesystem(bundle);
        Path upper = Files.createDirectories(bundle.resolve("upper"));
        Path work = Files.createDirectory(bundle.resolve("work"));
        Path root = Files.createDirectory(files.root());
        // overlayfs wants something below, and an image from scratch may have no layer at all.
        List<Path> lower =
                layers.isEmpty() ? List.of(Files.createDirectory(bundle.resolve("empty"))) : layers;
        // The root folder looks like the image's, not like one that was made here.
        Files.setAttribute(upper, "unix:mode", 0755);
        Mounts.overlay(lower, upper, work, root);
        files.makeTemporaryFolder();
        return files;
    }

    /**
     * The runtime contract wants a {@code /tmp} that can be written; not every image brings one.
     */
    private void makeTemporaryFolder() throws IOException {
        Path tmp = root().resolve("tmp");
        if (!Files.exists(tmp, LinkOption.NOFOLLOW_LINKS)) {
            Files.createDirectory(tmp);
            Files.setAttribute(tmp, "unix:mode", ANYBODY_MAY_ADD);
        }
    }

    /** The lines of one of the image's files, none if it has no such file. */
    List<String> lines(String path) throws IOException {
        Optional<Path> file = new ImageFolder(root()).find(path);
        if (file.isEmpty() || !Files.isRegularFile(file.get(), LinkOption.NOFOLLOW_LINKS)) {
            return List.of();
        }
        return new String(Files.readAllBytes(file.get()), StandardCharsets.UTF_8).lines().toList();
    }

    void remove() throws IOException {
        for (Path mount : Mounts.below(bundle)) {
            Mounts.unmount(mount);
        }
        Trees.delete(bundle);
    }
}
