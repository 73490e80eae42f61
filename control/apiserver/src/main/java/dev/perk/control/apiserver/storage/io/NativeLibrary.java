package dev.perk.control.apiserver.storage.io;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.sqlite.SQLiteJDBCLoader;
import org.sqlite.util.LibraryLoaderUtil;

/**
 * SQLite's native library, unpacked once into the data folder. Left to itself, sqlite-jdbc unpacks
 * and compares it at every start, which takes 50 ms of the start of a store.
 */
final class NativeLibrary {
    private static final Logger log = LoggerFactory.getLogger(NativeLibrary.class);
    private static final String PATH = "org.sqlite.lib.path";
    private static final String NAME = "org.sqlite.lib.name";

    private NativeLibrary() {}

    /**
     * Has sqlite-jdbc look into {@code folder} first, whose lock is ours. What fails here it does
     * in its own way.
     */
    static void provide(Path folder) {
        if (System.getProperty(PATH) != null) {
            return;
        }
        String name = LibraryLoaderUtil.getNativeLibName();
        Path home = folder.resolve("lib").resolve("sqlite-" + SQLiteJDBCLoader.getVersion());
        Path library = home.resolve(name);
        try {
            OwnerOnly.createFolder(folder.resolve("lib"));
            OwnerOnly.createFolder(home);
            // What is loaded runs as us: nobody else may have put it there.
            Path ours = folder.resolve("lock");
            for (Path part : List.of(folder, folder.resolve("lib"), home)) {
                if (!OwnerOnly.isSafe(part, ours)) {
                    log.debug("SQLite's library is not kept in {}: others may write there", part);
                    return;
                }
            }
            if (!Files.isRegularFile(library)) {
                unpack(name, home, library);
            }
            System.setProperty(PATH, home.toString());
            System.setProperty(NAME, name);
        } catch (IOException e) {
            log.debug("SQLite's library is not kept in {}", home, e);
        }
    }

    private static void unpack(String name, Path home, Path library) throws IOException {
        String resource = LibraryLoaderUtil.getNativeLibResourcePath() + "/" + name;
        try (InputStream content = SQLiteJDBCLoader.class.getResourceAsStream(resource)) {
            if (content == null) {
                throw new IOException("sqlite-jdbc has no " + resource);
            }
            Path unfinished = Files.createTempFile(home, name, ".tmp");
            Files.copy(content, unfinished, StandardCopyOption.REPLACE_EXISTING);
            Files.move(unfinished, library, StandardCopyOption.ATOMIC_MOVE);
        }
    }
}
