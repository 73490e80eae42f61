package dev.perk.control.apiserver.storage.io;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * Room that is kept for a start on a full disk: SQLite needs some to open a database, and so does
 * what writes the kubeconfig. Whoever finds the disk full drops it, and reads can be served.
 */
final class Ballast {
    private static final int BYTES = 1 << 20;

    private final Path file;

    Ballast(Path folder) {
        this.file = folder.resolve("ballast");
    }

    /** Whether a store was open here before. */
    boolean isLoaded() {
        return Files.exists(file);
    }

    /** Takes it on, if it is not there and there is plenty of room. */
    void load() {
        try {
            if (!Files.exists(file)
                    && Files.getFileStore(file.getParent()).getUsableSpace() > 8L * BYTES) {
                // Bytes, not a hole, which would keep no room.
                Files.write(file, new byte[BYTES]);
            }
        } catch (IOException e) {
            drop();
        }
    }

    /** Returns whether there was any. */
    boolean drop() {
        try {
            return Files.deleteIfExists(file);
        } catch (IOException e) {
            return false;
        }
    }
}
