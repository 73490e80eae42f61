package dev.perk.control.node.image.io;

import dev.perk.control.node.image.ImageFormatException;
import dev.perk.control.node.image.LayerPath;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * The folder that a layer is unpacked into. No name leads out of it, however its symbolic links
 * point: a link is followed as if this folder were the root of everything.
 *
 * @param lower the layers below, topmost first, where they are folders of their own
 */
record LayerFolder(Path root, List<Path> lower) {
    /** As many as Linux follows before it gives up. */
    private static final int MOST_LINKS = 40;

    LayerFolder {
        lower = List.copyOf(lower);
    }

    /** The real path of the entry with these names; folders on the way are made where missing. */
    Path place(List<String> names) throws IOException {
        if (names.isEmpty()) {
            return root;
        }
        return walk(names.subList(0, names.size() - 1), true)
                .orElseThrow()
                .resolve(names.getLast());
    }

    /** The real path of the folder with these names, made where missing. */
    Path folder(List<String> names) throws IOException {
        return walk(names, true).orElseThrow();
    }

    /** What these names mean here or in the layers below; the last one is not followed. */
    Optional<Path> find(List<String> names) throws IOException {
        for (LayerFolder layer : layers()) {
            Optional<Path> folder = layer.walk(names.subList(0, names.size() - 1), false);
            if (folder.isPresent()) {
                Path path = folder.get().resolve(names.getLast());
                if (Files.exists(path, LinkOption.NOFOLLOW_LINKS)) {
                    return Optional.of(path);
                }
            }
        }
        return Optional.empty();
    }

    private List<LayerFolder> layers() {
        return Stream.concat(
                        Stream.of(this),
                        lower.stream().map(path -> new LayerFolder(path, List.of())))
                .toList();
    }

    private Optional<Path> walk(List<String> names, boolean make) throws IOException {
        Deque<String> ahead = new ArrayDeque<>(names);
        Path at = root;
        int links = 0;
        while (!ahead.isEmpty()) {
            String name = ahead.removeFirst();
            if (name.equals("..")) {
                at = at.equals(root) ? root : parent(at);
                continue;
            }
            Path next = at.resolve(name);
            if (Files.isSymbolicLink(next)) {
                if (++links > MOST_LINKS) {
                    throw new ImageFormatException(
                            "too many symbolic links at " + root.relativize(next));
                }
                Path target = Files.readSymbolicLink(next);
                at = target.isAbsolute() ? root : at;
                for (int i = target.getNameCount() - 1; i >= 0; i--) {
                    String step = target.getName(i).toString();
                    if (!step.isEmpty() && !step.equals(".")) {
                        ahead.addFirst(step);
                    }
                }
            } else if (Files.isDirectory(next, LinkOption.NOFOLLOW_LINKS)) {
                at = next;
            } else if (make) {
                at = makeFolder(next);
            } else {
                return Optional.empty();
            }
        }
        return Optional.of(at);
    }

    /** A folder that no entry describes looks like the one below, or is root's and 0755. */
    private Path makeFolder(Path folder) throws IOException {
        Files.deleteIfExists(folder); // a file in the way of an entry's parent
        Files.createDirectory(folder);
        List<String> names = LayerPath.names(root.relativize(folder).toString());
        for (Path layer : lower) {
            Optional<Path> below = new LayerFolder(layer, List.of()).find(names);
            if (below.isPresent()) {
                if (Files.isDirectory(below.get(), LinkOption.NOFOLLOW_LINKS)) {
                    copyLook(below.get(), folder);
                }
                return folder;
            }
        }
        Files.setAttribute(folder, "unix:mode", 0755);
        return folder;
    }

    private static void copyLook(Path from, Path to) throws IOException {
        Map<String, Object> look =
                Files.readAttributes(from, "unix:mode,uid,gid", LinkOption.NOFOLLOW_LINKS);
        for (String attribute : List.of("uid", "gid", "mode")) {
            Object value = look.get(attribute);
            if (value != null) {
                Files.setAttribute(to, "unix:" + attribute, value);
            }
        }
    }

    private Path parent(Path path) {
        Path parent = path.getParent();
        return parent == null ? root : parent;
    }
}
