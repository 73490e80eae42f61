package dev.perk.control.node.agent.io;

import dev.perk.control.node.agent.VolumeContent;
import dev.perk.control.node.agent.VolumeFile;
import dev.perk.control.node.linux.io.Trees;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeSet;

/**
 * A folder of files that change together: {@code KEY -> ..data/KEY}, and {@code ..data} is a link
 * to one of several folders, which is switched in one step. Source: kubernetes {@code
 * pkg/volume/util/atomic_writer.go}.
 */
final class FileVolume {
    private static final String CURRENT = "..data";
    private static final int GROUP_MAY_READ = 0440;

    private final Path folder;
    private final OptionalLong group;
    private Map<String, VolumeFile> written = Map.of();
    private int version;

    FileVolume(Path folder, OptionalLong group) {
        this.folder = folder;
        this.group = group;
    }

    /** Makes these the files of the volume; does nothing if they are. */
    void write(Map<String, VolumeFile> files) throws IOException {
        if (version > 0 && files.equals(written)) {
            return;
        }
        Files.createDirectories(folder);
        String name = "..version_" + version++;
        Path fresh = Files.createDirectory(folder.resolve(name));
        for (Map.Entry<String, VolumeFile> file : files.entrySet()) {
            write(fresh, file.getKey(), file.getValue());
        }
        Path current = folder.resolve(CURRENT);
        Path old = Files.exists(current) ? current.toRealPath() : fresh;
        Path draft = Files.createSymbolicLink(folder.resolve("..data_tmp"), Path.of(name));
        Files.move(draft, current, StandardCopyOption.ATOMIC_MOVE);
        link(files.keySet());
        if (!old.equals(fresh)) {
            Trees.delete(old);
        }
        written = files;
    }

    private void write(Path version, String path, VolumeFile file) throws IOException {
        if (!VolumeContent.staysInside(path) || path.isEmpty()) {
            throw new IOException("path " + path + " leads out of the volume");
        }
        Path target = version.resolve(path);
        Files.createDirectories(target.getParent());
        Files.write(target, file.bytes());
        if (group.isPresent()) {
            Files.setAttribute(target, "unix:gid", (int) group.getAsLong());
        }
        Files.setAttribute(
                target,
                "unix:mode",
                group.isPresent() ? file.mode() | GROUP_MAY_READ : file.mode());
    }

    /** Names at the top of the volume, for what is there now and not for what was. */
    private void link(Set<String> paths) throws IOException {
        Set<String> tops = new TreeSet<>();
        paths.forEach(path -> tops.add(path.split("/", 2)[0]));
        for (String top : tops) {
            Path link = folder.resolve(top);
            if (!Files.exists(link, LinkOption.NOFOLLOW_LINKS)) {
                Files.createSymbolicLink(link, Path.of(CURRENT, top));
            }
        }
        for (String path : written.keySet()) {
            String top = path.split("/", 2)[0];
            if (!tops.contains(top)) {
                Files.deleteIfExists(folder.resolve(top));
            }
        }
    }
}
