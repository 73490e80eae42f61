package dev.perk.control.node.image.io;

import dev.perk.control.node.image.LayerPath;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** An image's file system as a folder, in which paths mean what they mean in the image. */
public record ImageFolder(Path root) {
    private static final int MOST_LINKS = 40;

    /**
     * The file or folder that {@code path} means in the image, with all symbolic links followed;
     * empty if there is none. Never leads out of the folder.
     */
    public Optional<Path> find(String path) throws IOException {
        var layer = new LayerFolder(root, List.of());
        List<String> names = LayerPath.names(path);
        for (int links = 0; links < MOST_LINKS; links++) {
            if (names.isEmpty()) {
                return Optional.of(root);
            }
            Optional<Path> found = layer.find(names);
            if (found.isEmpty() || !Files.isSymbolicLink(found.get())) {
                return found.filter(file -> Files.exists(file, LinkOption.NOFOLLOW_LINKS));
            }
            names = target(found.get());
        }
        return Optional.empty();
    }

    /** Where a link points to, from the root of the image; {@code ..} above it means the root. */
    private List<String> target(Path link) throws IOException {
        Path target = Files.readSymbolicLink(link);
        List<String> names = new ArrayList<>();
        Path folder = link.getParent();
        if (!target.isAbsolute() && folder != null) {
            root.relativize(folder).forEach(name -> names.add(name.toString()));
            names.removeIf(String::isEmpty);
        }
        for (Path step : target) {
            if (step.toString().equals("..")) {
                if (!names.isEmpty()) {
                    names.removeLast();
                }
            } else if (!step.toString().isEmpty() && !step.toString().equals(".")) {
                names.add(step.toString());
            }
        }
        return names;
    }
}
