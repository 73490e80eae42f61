package dev.perk.control.node.image.io;

import dev.perk.control.node.image.ImageFormatException;
import dev.perk.control.node.image.LayerPath;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;

/** The files of an image as it arrived, by their names in the folder or archive. */
interface ImageFiles {

    Optional<Path> find(String name);

    /** Where they came from, for messages. */
    Path source();

    default InputStream open(String name) throws IOException {
        return Files.newInputStream(
                find(name)
                        .orElseThrow(() ->
                                new ImageFormatException(
                                        source()
                                                + " has no "
                                                + name
                                                + ", which its own index names")));
    }

    default byte[] read(String name) throws IOException {
        try (InputStream in = open(name)) {
            return in.readAllBytes();
        }
    }

    static ImageFiles inFolder(Path folder) {
        return new ImageFiles() {
            @Override
            public Optional<Path> find(String name) {
                Path file = folder;
                for (String step : LayerPath.names(name)) {
                    file = file.resolve(step);
                }
                boolean present = Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS);
                return present ? Optional.of(file) : Optional.empty();
            }

            @Override
            public Path source() {
                return folder;
            }
        };
    }

    /**
     * Takes an archive apart into {@code room}. Its names never become paths: files get numbers.
     *
     * @throws ImageFormatException if it is no tar
     */
    static ImageFiles inArchive(Path archive, Path room) throws IOException {
        Map<List<String>, Path> files = new HashMap<>();
        Map<List<String>, List<String>> links = new HashMap<>();
        try (var tar =
                new TarArchiveInputStream(
                        Compression.unpack(Files.newInputStream(archive)), "UTF-8")) {
            for (TarArchiveEntry entry = tar.getNextEntry();
                    entry != null;
                    entry = tar.getNextEntry()) {
                List<String> name = LayerPath.names(entry.getName());
                if (entry.isSymbolicLink()) {
                    // Old versions of docker save link a layer that occurs twice to its first copy.
                    links.put(name, beside(entry.getName(), entry.getLinkName()));
                } else if (entry.isFile()) {
                    Path file = room.resolve(Integer.toString(files.size()));
                    Files.copy(tar, file);
                    files.put(name, file);
                }
            }
        } catch (IOException e) {
            throw new ImageFormatException(archive + " cannot be read as a tar: " + e.getMessage());
        }
        links.forEach((name, target) -> {
            Path file = files.get(target);
            if (file != null) {
                files.put(name, file);
            }
        });
        return new ImageFiles() {
            @Override
            public Optional<Path> find(String name) {
                return Optional.ofNullable(files.get(LayerPath.names(name)));
            }

            @Override
            public Path source() {
                return archive;
            }
        };
    }

    private static List<String> beside(String name, String target) {
        return LayerPath.names(name + "/../" + target);
    }
}
