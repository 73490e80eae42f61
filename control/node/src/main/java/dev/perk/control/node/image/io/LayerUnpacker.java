package dev.perk.control.node.image.io;

import dev.perk.control.node.image.ImageFormatException;
import dev.perk.control.node.image.LayerPath;
import dev.perk.control.node.linux.io.FileNodes;
import dev.perk.control.node.linux.io.Trees;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;

/** Applies one layer's tar to a folder. Source: image-spec {@code layer.md#applying-changesets}. */
final class LayerUnpacker {
    private static final int OWNER_MAY_ALL = 0700;
    private static final int OWNER_MAY_WRITE = 0600;

    private record FolderTime(Path folder, FileTime time) {}

    private final LayerFolder layer;
    private final Unpacking form;
    private final Set<Path> ownEntries = new HashSet<>();
    private final Deque<FolderTime> folderTimes = new ArrayDeque<>();

    LayerUnpacker(LayerFolder layer, Unpacking form) {
        this.layer = layer;
        this.form = form;
    }

    /**
     * Reads {@code in} to its end.
     *
     * @throws ImageFormatException if an entry leads out of the folder or cannot be represented
     */
    void apply(InputStream in) throws IOException {
        var tar = new TarArchiveInputStream(in, "UTF-8");
        for (TarArchiveEntry entry = tar.getNextEntry();
                entry != null;
                entry = tar.getNextEntry()) {
            try {
                apply(entry, tar);
            } catch (InvalidPathException e) {
                throw new ImageFormatException(
                        "the file name \""
                                + entry.getName()
                                + "\" cannot be written in this process's locale (expected: one"
                                + " with UTF-8, such as LC_ALL=C.UTF-8)");
            }
        }
        // What an entry puts into a folder changes the folder's time, so times come last.
        for (FolderTime pending : folderTimes) {
            if (Files.isDirectory(pending.folder(), LinkOption.NOFOLLOW_LINKS)) {
                Files.setLastModifiedTime(pending.folder(), pending.time());
            }
        }
        in.transferTo(OutputStream.nullOutputStream()); // padding counts for the digest
    }

    private void apply(TarArchiveEntry entry, TarArchiveInputStream tar) throws IOException {
        switch (LayerPath.parse(entry.getName())) {
            case LayerPath.Bookkeeping() -> {}
            case LayerPath.OpaqueFolder(List<String> names) ->
                    form.hideAllIn(layer.folder(names), ownEntries);
            case LayerPath.Whiteout(List<String> names) -> {
                Path path = layer.place(names);
                if (!ownEntries.contains(path)) {
                    form.hide(path);
                }
            }
            case LayerPath.Entry(List<String> names) -> {
                Path path = layer.place(names);
                if (make(path, entry, tar)) {
                    remember(path);
                    dress(path, entry);
                }
            }
        }
    }

    private void remember(Path path) {
        for (Path own = path; own != null && !own.equals(layer.root()); own = own.getParent()) {
            if (!ownEntries.add(own)) {
                return;
            }
        }
    }

    /** Makes the entry itself; false for what has no place in an image. */
    private boolean make(Path path, TarArchiveEntry entry, TarArchiveInputStream tar)
            throws IOException {
        boolean folderStays =
                entry.isDirectory() && Files.isDirectory(path, LinkOption.NOFOLLOW_LINKS);
        if (!folderStays) {
            Trees.delete(path);
        }
        if (entry.isDirectory()) {
            if (!folderStays) {
                Files.createDirectory(path);
            }
        } else if (entry.isSymbolicLink()) {
            Files.createSymbolicLink(path, Path.of(entry.getLinkName()));
        } else if (entry.isLink()) {
            Files.createLink(path, linkTarget(entry));
        } else if (entry.isFile()) {
            Files.copy(tar, path);
        } else {
            // Devices and pipes: a container has its own /dev, and may not open any other.
            return entry.isFIFO() && makeFifo(path);
        }
        return true;
    }

    private static boolean makeFifo(Path path) throws IOException {
        FileNodes.fifo(path);
        return true;
    }

    private Path linkTarget(TarArchiveEntry entry) throws IOException {
        return layer.find(LayerPath.names(entry.getLinkName()))
                .orElseThrow(() ->
                        new ImageFormatException(
                                "hard link \""
                                        + entry.getName()
                                        + "\" to \""
                                        + entry.getLinkName()
                                        + "\", which does not exist"));
    }

    /**
     * Owner, mode, time; a hard link shares those of its target. Extended attributes are left out:
     * file capabilities, their main use, do nothing where no new privileges are given.
     */
    private void dress(Path path, TarArchiveEntry entry) throws IOException {
        if (entry.isLink()) {
            return;
        }
        if (form == Unpacking.STACKED) {
            Files.setAttribute(
                    path, "unix:uid", (int) entry.getLongUserId(), LinkOption.NOFOLLOW_LINKS);
            Files.setAttribute(
                    path, "unix:gid", (int) entry.getLongGroupId(), LinkOption.NOFOLLOW_LINKS);
        }
        if (entry.isSymbolicLink()) {
            return;
        }
        // After the owner: a change of owner clears the set-user-ID bit.
        Files.setAttribute(path, "unix:mode", mode(entry));
        FileTime time = entry.getLastModifiedTime();
        if (entry.isDirectory()) {
            folderTimes.addFirst(new FolderTime(path, time));
        } else {
            Files.setLastModifiedTime(path, time);
        }
    }

    /** Without root, whoever unpacks must be able to read, and later to delete, what is there. */
    private int mode(TarArchiveEntry entry) {
        int mode = entry.getMode() & 07777;
        return switch (form) {
            case STACKED -> mode;
            case MERGED -> mode | (entry.isDirectory() ? OWNER_MAY_ALL : OWNER_MAY_WRITE);
        };
    }
}
