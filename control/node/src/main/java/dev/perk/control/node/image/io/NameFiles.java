package dev.perk.control.node.image.io;

import dev.perk.control.node.image.ContentDigest;
import dev.perk.control.node.image.ImageReference;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * Which content a name stands for: one small file per name, replaced in one step. Nothing is
 * cached, so a name that another process has just given is seen.
 */
final class NameFiles {
    private final Path folder;
    private final Scratch scratch;

    NameFiles(Path folder, Scratch scratch) throws IOException {
        this.folder = Files.createDirectories(folder);
        this.scratch = scratch;
    }

    Optional<ContentDigest> get(ImageReference reference) throws IOException {
        try {
            return ContentDigest.parse(Files.readString(file(reference)));
        } catch (NoSuchFileException e) {
            return Optional.empty();
        }
    }

    void put(ImageReference reference, ContentDigest digest) throws IOException {
        Path draft = Files.writeString(scratch.file(), digest.toString());
        Path file = file(reference);
        Files.createDirectories(file.getParent());
        Files.move(
                draft, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    }

    /** All names, in order. */
    Map<String, ContentDigest> all() throws IOException {
        Map<String, ContentDigest> all = new TreeMap<>();
        try (Stream<Path> files = Files.walk(folder)) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                ContentDigest.parse(Files.readString(file))
                        .ifPresent(digest -> all.put(folder.relativize(file).toString(), digest));
            }
        }
        return all;
    }

    /** A file has a colon before its tag, and a folder of the repository cannot have one. */
    private Path file(ImageReference reference) {
        return folder.resolve(reference.name() + ":" + reference.tag().orElse("latest"));
    }
}
