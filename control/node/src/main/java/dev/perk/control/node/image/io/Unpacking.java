package dev.perk.control.node.image.io;

import dev.perk.control.node.linux.io.FileNodes;
import dev.perk.control.node.linux.io.Trees;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.Set;

/** The form in which layers become folders, which is also how "gone" is said in them. */
public enum Unpacking {
    /**
     * A folder per layer, to be stacked by overlayfs; owners are kept. Needs root, as only root may
     * make the marks by which overlayfs knows what is gone.
     */
    STACKED {
        @Override
        void hide(Path path) throws IOException {
            Trees.delete(path);
            FileNodes.whiteout(path);
        }

        @Override
        void hideAllIn(Path folder, Set<Path> ownEntries) throws IOException {
            FileNodes.setAttribute(
                    folder, "trusted.overlay.opaque", "y".getBytes(StandardCharsets.US_ASCII));
        }
    },
    /** One folder for all layers; every file belongs to whoever runs Perk. */
    MERGED {
        @Override
        void hide(Path path) throws IOException {
            Trees.delete(path);
        }

        @Override
        void hideAllIn(Path folder, Set<Path> ownEntries) throws IOException {
            try (DirectoryStream<Path> entries = Files.newDirectoryStream(folder)) {
                for (Path entry : entries) {
                    if (!ownEntries.contains(entry)) {
                        Trees.delete(entry);
                    } else if (Files.isDirectory(entry, LinkOption.NOFOLLOW_LINKS)) {
                        hideAllIn(entry, ownEntries);
                    }
                }
            }
        }
    };

    /** Makes {@code path} be gone, whatever lower layers have there. */
    abstract void hide(Path path) throws IOException;

    /** Makes everything in {@code folder} be gone that is not of this layer. */
    abstract void hideAllIn(Path folder, Set<Path> ownEntries) throws IOException;
}
