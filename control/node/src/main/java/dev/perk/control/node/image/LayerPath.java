package dev.perk.control.node.image;

import java.util.ArrayList;
import java.util.List;

/**
 * Where an entry of a layer goes, and what it means there. Source: image-spec {@code
 * layer.md#whiteouts}.
 */
public sealed interface LayerPath {

    /** A file, folder or link at this path; no names mean the root itself. */
    record Entry(List<String> names) implements LayerPath {}

    /** What lower layers have at this path is gone. */
    record Whiteout(List<String> names) implements LayerPath {}

    /** What lower layers have in this folder is gone. */
    record OpaqueFolder(List<String> names) implements LayerPath {}

    /** Some tools leave bookkeeping of their own in layers; it means nothing to others. */
    record Bookkeeping() implements LayerPath {}

    /**
     * Reads the name of a tar entry.
     *
     * @throws ImageFormatException if it leads out of the root
     */
    static LayerPath parse(String name) {
        List<String> names = names(name);
        if (names.isEmpty()) {
            return new Entry(names);
        }
        String last = names.getLast();
        List<String> folder = names.subList(0, names.size() - 1);
        if (last.equals(".wh..wh..opq")) {
            return new OpaqueFolder(folder);
        }
        if (last.startsWith(".wh..wh.")) {
            return new Bookkeeping();
        }
        if (last.startsWith(".wh.")) {
            String hidden = last.substring(".wh.".length());
            if (hidden.isEmpty() || hidden.equals(".") || hidden.equals("..")) {
                throw new ImageFormatException("whiteout \"" + name + "\" hides no file");
            }
            List<String> gone = new ArrayList<>(folder);
            gone.add(hidden);
            return new Whiteout(gone);
        }
        return new Entry(names);
    }

    /**
     * The steps from the root to {@code path}, which may start with {@code /} or {@code ./}.
     *
     * @throws ImageFormatException if it leads out of the root
     */
    static List<String> names(String path) {
        List<String> names = new ArrayList<>();
        for (String name : path.split("/", -1)) {
            if (name.equals("..")) {
                if (names.isEmpty()) {
                    throw new ImageFormatException(
                            "entry \"" + path + "\" leads out of the image's root");
                }
                names.removeLast();
            } else if (!name.isEmpty() && !name.equals(".")) {
                names.add(name);
            }
        }
        return names;
    }
}
